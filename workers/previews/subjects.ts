/** What a page is about, of the site's own addresses: a channel or a recording, and how each looks as a preview. */
import * as v from "valibot";
import { avatarPath, bannerPath, liveStillPath, stillPath } from "#protocol/channel/images.ts";
import { idSchema, loginSchema, RESERVED_LOGINS } from "#protocol/ids.ts";
import { STILL_HEIGHT, STILL_WIDTH } from "#protocol/ingest/still.ts";
import type { DescribedRow } from "../channels/described.ts";
import { describedByLogin } from "../channels/listed-rows.ts";
import { type VodRow, vodById } from "../channels/rows.ts";
import { embedPath, embedVodPath, type Preview } from "./preview.ts";

export type Subject =
  | { readonly kind: "channel"; readonly channel: DescribedRow }
  | { readonly kind: "vod"; readonly vod: VodRow; readonly channel: DescribedRow | null };

/** Null for any other address, and for what does not exist. */
export async function subjectOf(db: D1Database, path: string): Promise<Subject | null> {
  const [first = "", second, ...more] = path.split("/").filter((part) => part !== "");
  if (first === "vods" && v.is(idSchema, second) && more.length === 0) return vodSubject(db, second);
  const login = first.toLowerCase();
  if (second !== undefined || !v.is(loginSchema, login) || RESERVED_LOGINS.has(login)) return null;
  const channel = await describedByLogin(db, login);
  return channel === null ? null : { kind: "channel", channel };
}

async function vodSubject(db: D1Database, id: string): Promise<Subject | null> {
  const vod = await vodById(db, id);
  return vod === null ? null : { kind: "vod", vod, channel: await describedByLogin(db, vod.login) };
}

export const loginOf = (subject: Subject): string =>
  subject.kind === "channel" ? subject.channel.login : subject.vod.login;

export const nameOf = (subject: Subject): string => subject.channel?.display_name ?? loginOf(subject);

export const pathOf = (subject: Subject): string =>
  subject.kind === "channel" ? `/${subject.channel.login}` : `/vods/${subject.vod.id}`;

export const titleOf = (subject: Subject): string => {
  const title = subject.kind === "channel" ? subject.channel.title : subject.vod.title;
  const name = nameOf(subject);
  return title === "" ? name : `${title} – ${name}`;
};

/** The player's path for it. */
export const playerOf = (subject: Subject): string =>
  subject.kind === "channel" ? embedPath(subject.channel.login) : embedVodPath(subject.vod.login, subject.vod.id);

/** What it shows or showed; null when there is no picture of that. A live channel's is the newest whenever it is fetched, which may be later. */
export function stillOf(subject: Subject): string | null {
  if (subject.kind === "channel") {
    const { login, still } = subject.channel;
    return still === null ? null : liveStillPath(login, `${STILL_WIDTH}x${STILL_HEIGHT}`);
  }
  const { id, channel_id, still } = subject.vod;
  return still === null ? null : stillPath(channel_id, id, still);
}

/** Else one that was uploaded: those that we draw are SVG, which previews do not show. */
export function pictureOf(subject: Subject): string | null {
  const { channel } = subject;
  const still = stillOf(subject);
  if (still !== null || channel === null) return still;
  const { id, avatar, banner } = channel;
  return bannerPath(id, banner) ?? (avatar === null ? null : avatarPath(id, avatar, 300));
}

export function previewOf(subject: Subject, origin: string): Preview {
  const { channel } = subject;
  const url = `${origin}${pathOf(subject)}`;
  const picture = pictureOf(subject);
  const said = [channel?.category_name, channel?.description].filter(
    (part) => part !== null && part !== undefined && part !== "",
  );
  return {
    title: titleOf(subject),
    description: said.length === 0 ? `${nameOf(subject)} on Rill` : said.join(" · "),
    url,
    image: picture === null ? null : `${origin}${picture}`,
    player: `${origin}${playerOf(subject)}`,
    oembed: `${origin}/oembed?url=${encodeURIComponent(url)}&format=json`,
    feed: `${origin}/feed/${loginOf(subject)}`,
  };
}
