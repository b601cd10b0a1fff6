/** A channel's avatar and banner: uploaded by its broadcaster, checked by their bytes, stored for ever under a version of their own. */

import { type Context, Hono } from "hono";
import {
  AVATAR_SIDES,
  avatarPath,
  BANNER_HEIGHT,
  BANNER_WIDTH,
  bannerPath,
  MAX_AVATAR_BYTES,
  MAX_BANNER_BYTES,
} from "#protocol/channel/images.ts";
import { Fault } from "#protocol/errors.ts";
import { loggable } from "#protocol/loggable.ts";
import { avatarKey, bannerKey } from "#protocol/storage-keys.ts";
import { limitBody } from "../body-limit.ts";
import { ownedChannelId } from "../channels/access.ts";
import type { App } from "../env.ts";
import { requireUploads } from "../flags/require-on.ts";
import { type PictureSize, readPicture } from "./picture.ts";
import { type PictureKind, showVersion } from "./rows.ts";

/** Bytes of a form beside its pictures. */
const FORM_BYTES = 16 * 1024;
const BANNER: PictureSize = { width: BANNER_WIDTH, height: BANNER_HEIGHT };

type Stored = { readonly key: string; readonly bytes: Uint8Array; readonly contentType: string };

/** Below /api. */
export const imageUploadRoutes = new Hono<App>()
  .put("/channels/:login/avatar", limitBody(AVATAR_SIDES.length * MAX_AVATAR_BYTES + FORM_BYTES), async (c) => {
    const channelId = await uploadingChannelId(c, c.req.param("login"));
    const form = await formOf(c.req.raw);
    const version = newVersion();
    const pictures = await Promise.all(
      AVATAR_SIDES.map((side) =>
        pictureOf(
          form,
          `image${side}`,
          { width: side, height: side },
          MAX_AVATAR_BYTES,
          avatarKey(channelId, version, side),
        ),
      ),
    );
    await replace(c, "avatar", channelId, version, pictures);
    return c.json({ avatar: avatarPath(channelId, version, 300) }, 200, { "Cache-Control": "no-store" });
  })
  .delete("/channels/:login/avatar", async (c) => {
    const channelId = await ownedChannelId(c, c.req.param("login"));
    await replace(c, "avatar", channelId, null, []);
    return c.json({ avatar: avatarPath(channelId, null, 300) }, 200, { "Cache-Control": "no-store" });
  })
  .put("/channels/:login/banner", limitBody(MAX_BANNER_BYTES + FORM_BYTES), async (c) => {
    const channelId = await uploadingChannelId(c, c.req.param("login"));
    const form = await formOf(c.req.raw);
    const version = newVersion();
    const picture = await pictureOf(form, "image", BANNER, MAX_BANNER_BYTES, bannerKey(channelId, version));
    await replace(c, "banner", channelId, version, [picture]);
    return c.json({ banner: bannerPath(channelId, version) }, 200, { "Cache-Control": "no-store" });
  })
  .delete("/channels/:login/banner", async (c) => {
    const channelId = await ownedChannelId(c, c.req.param("login"));
    await replace(c, "banner", channelId, null, []);
    return c.json({ banner: null }, 200, { "Cache-Control": "no-store" });
  });

async function uploadingChannelId(c: Context<App>, login: string): Promise<string> {
  const channelId = await ownedChannelId(c, login);
  await requireUploads(c, channelId);
  return channelId;
}

function newVersion(): string {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function formOf(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch (cause) {
    throw new Fault("bad_request", "A picture is sent as a multipart form.", cause);
  }
}

async function pictureOf(
  form: FormData,
  field: string,
  size: PictureSize,
  maxBytes: number,
  key: string,
): Promise<Stored> {
  const file = form.get(field);
  if (file === null || typeof file === "string")
    throw new Fault("bad_request", `The form's ${field} is a picture's file.`);
  if (file.size > maxBytes) throw new Fault("too_large", `A picture has at most ${maxBytes} bytes.`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  return { key, bytes, contentType: `image/${readPicture(bytes, size).format}` };
}

/** The pictures first: a version is never shown without them. What it replaces is deleted afterwards. */
async function replace(
  c: Context<App>,
  kind: PictureKind,
  channelId: string,
  version: string | null,
  pictures: readonly Stored[],
): Promise<void> {
  const { DB, MEDIA } = c.env;
  await Promise.all(
    pictures.map(({ key, bytes, contentType }) => MEDIA.put(key, bytes, { httpMetadata: { contentType } })),
  );
  const before = await showVersion(DB, kind, channelId, version);
  if (before === null) return;
  const keys =
    kind === "avatar" ? AVATAR_SIDES.map((side) => avatarKey(channelId, before, side)) : [bannerKey(channelId, before)];
  c.executionCtx.waitUntil(
    MEDIA.delete(keys).catch((cause: unknown) =>
      console.error(`old pictures of channel ${channelId} stay`, loggable(cause)),
    ),
  );
}
