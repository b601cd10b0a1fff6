/** A channel's emotes over HTTP: list, add, remove. Images are checked and stored here; which emotes there are, the room decides. */
import { Hono } from "hono";
import * as v from "valibot";
import { type ChannelEmote, GLOBAL_EMOTES } from "#protocol/chat/emote.ts";
import { emoteIdSchema } from "#protocol/chat/event.ts";
import { EMOTE_SIDES, MAX_CHANNEL_EMOTES } from "#protocol/chat/limits.ts";
import { Fault } from "#protocol/errors.ts";
import { emoteImageKey } from "#protocol/storage-keys.ts";
import { limitBody } from "../body-limit.ts";
import type { App } from "../env.ts";
import { requireUploads } from "../flags/require-on.ts";
import { callObject } from "../object-calls.ts";
import { channelIdOf } from "../playback/channel-ids.ts";
import { contentTypeOf } from "./emote-image.ts";
import { ownedChannelId } from "./emote-owner.ts";
import { thirdPartyRoutes } from "./emote-third-party-routes.ts";
import { type EmoteUpload, MAX_EMOTE_FORM_BYTES, readEmoteUpload } from "./emote-upload.ts";

/** A new emote is seen this late at most. */
const PUBLIC_FEW_SECONDS = "public, max-age=3, stale-if-error=0";

/** Below /chat. */
export const emoteRoutes = new Hono<App>()
  .route(
    "/",
    thirdPartyRoutes((url, init) => fetch(url, init)),
  )
  .get("/:login/emotes", async (c) => {
    const channelId = await channelIdOf(c.env.DB, c.req.param("login"));
    const channel = await callObject(c.env.CHAT_ROOM, channelId, async (room) => await room.emotes());
    return c.json({ global: GLOBAL_EMOTES, channel }, 200, { "Cache-Control": PUBLIC_FEW_SECONDS });
  })
  .post("/:login/emotes", limitBody(MAX_EMOTE_FORM_BYTES), async (c) => {
    const channelId = await ownedChannelId(c, c.req.param("login"));
    await requireUploads(c, channelId);
    const upload = await readEmoteUpload(await formOf(c.req.raw));
    const { name, tier, format } = upload;
    const emote: ChannelEmote = { id: newEmoteId(channelId), channelId, name, tier, format, at: Date.now() };
    // The images first: an emote is never seen without them.
    await storeImages(c.env.MEDIA, emote.id, upload);
    // Tried again, the emote replaces itself.
    const outcome = await callObject(c.env.CHAT_ROOM, channelId, async (room) => await room.putEmote(emote));
    if (outcome !== "ok") {
      await deleteImages(c.env.MEDIA, emote.id);
      throw new Fault("conflict", REFUSED[outcome]);
    }
    return c.json(emote, 201);
  })
  .delete("/:login/emotes/:id", async (c) => {
    const channelId = await ownedChannelId(c, c.req.param("login"));
    const id = c.req.param("id");
    if (!v.is(emoteIdSchema, id)) throw noEmote();
    const removed = await callObject(c.env.CHAT_ROOM, channelId, async (room) => await room.removeEmote(id));
    // Asked a second time too: the first may have ended in between.
    if (isOwn(channelId, id)) await deleteImages(c.env.MEDIA, id);
    if (!removed) throw noEmote();
    return c.body(null, 204);
  });

const REFUSED = {
  full: `A channel has at most ${MAX_CHANNEL_EMOTES} emotes.`,
  taken: "The channel has an emote of this name.",
} as const;

const noEmote = (): Fault => new Fault("not_found", "The channel has no such emote.");

/** An id is never used again, since its images are kept for ever by whoever saw them: 48 random bits. */
function newEmoteId(channelId: string): string {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return `${channelId}-${(high % 0x10000) * 0x100000000 + low}`;
}

const isOwn = (channelId: string, id: string): boolean => id.startsWith(`${channelId}-`);

async function formOf(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch (cause) {
    throw new Fault("bad_request", "An emote is sent as a multipart form.", cause);
  }
}

async function storeImages(bucket: R2Bucket, id: string, { images, format }: EmoteUpload): Promise<void> {
  const httpMetadata = { contentType: contentTypeOf(format) };
  await Promise.all(images.map(({ side, bytes }) => bucket.put(emoteImageKey(id, side), bytes, { httpMetadata })));
}

const deleteImages = (bucket: R2Bucket, id: string): Promise<void> =>
  bucket.delete(EMOTE_SIDES.map((side) => emoteImageKey(id, side)));
