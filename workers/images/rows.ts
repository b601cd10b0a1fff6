/** Which version of a channel's pictures is shown: its rows in D1. */
import * as v from "valibot";

export type PictureKind = "avatar" | "banner";

/** A version is 64 random bits, hexadecimal: pictures are kept for ever by whoever saw them, so none comes twice. */
export const versionSchema = v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/));

const versionRow = v.object({ version: v.nullable(versionSchema) });

/** Every statement, so that the tests can ask for their plans. */
export const IMAGE_SQL = {
  avatar: {
    read: "SELECT avatar AS version FROM channels WHERE id = ?",
    set: "UPDATE channels SET avatar = ? WHERE id = ?",
  },
  banner: {
    read: "SELECT banner AS version FROM channels WHERE id = ?",
    set: "UPDATE channels SET banner = ? WHERE id = ?",
  },
  boxArt: "SELECT name, box_art FROM categories WHERE id = ?",
} as const;

/** The version that was shown before, null for none. */
export async function showVersion(
  db: D1Database,
  kind: PictureKind,
  channelId: string,
  version: string | null,
): Promise<string | null> {
  const { read, set } = IMAGE_SQL[kind];
  const [before] = await db.batch([
    db.prepare(read).bind(Number(channelId)),
    db.prepare(set).bind(version, Number(channelId)),
  ]);
  const [row] = before?.results ?? [];
  return row === undefined ? null : v.parse(versionRow, row).version;
}

const boxArtRow = v.object({ name: v.string(), box_art: v.nullable(v.string()) });
export type BoxArt = v.InferOutput<typeof boxArtRow>;

/** Null when there is no such category. */
export async function boxArtOf(db: D1Database, categoryId: string): Promise<BoxArt | null> {
  const row = await db.prepare(IMAGE_SQL.boxArt).bind(Number(categoryId)).first();
  return row === null ? null : v.parse(boxArtRow, row);
}
