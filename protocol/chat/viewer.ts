/**
 * Who holds a chat socket, as the edge found out before the room is asked. The edge sets VIEWER_HEADER itself and removes it from what
 * clients send; rooms and relays trust it.
 */
import * as v from "valibot";
import { idSchema, loginSchema } from "../ids.ts";

/** A colour as `#RRGGBB`. */
export const colourSchema = v.pipe(v.string(), v.regex(/^#[0-9A-F]{6}$/, "a colour is # and six digits 0-9, A-F"));

/** A name as it is shown: the login in another case, or any text of up to 25 code points without controls. */
export const displayNameSchema = v.pipe(
  v.string(),
  v.check((name) => [...name].length >= 1 && [...name].length <= 25, "a name has 1 to 25 characters"),
);

export const viewerSchema = v.object({
  /** The account; it stays when the login changes. A broadcaster has the id of the channel. */
  userId: idSchema,
  login: loginSchema,
  name: displayNameSchema,
  colour: v.nullable(colourSchema),
  /** When the account was made, milliseconds since the Unix epoch. */
  createdAt: v.number(),
  /** Works for the operator: may moderate everywhere. */
  staff: v.boolean(),
  /** A program speaks for the account, and its token lets it write and not moderate, whatever the account may. */
  writesOnly: v.optional(v.literal(true)),
});
export type Viewer = Readonly<v.InferOutput<typeof viewerSchema>>;

/** A user as moderation speaks of one. */
export const userSchema = v.object({ userId: idSchema, login: loginSchema, name: displayNameSchema });
export type User = Readonly<v.InferOutput<typeof userSchema>>;

/** Request header from the edge to a room or relay: the viewer as `writeViewer` puts it; absent for a reader without account. */
export const VIEWER_HEADER = "X-Rill-Viewer";

/** Headers hold ASCII only, and names do not. */
export function writeViewer(viewer: Viewer): string {
  return encodeURIComponent(JSON.stringify(viewer));
}

/** The viewer of a header, null when there is none or it is not ours. */
export function readViewer(header: string | null): Viewer | null {
  if (header === null) return null;
  try {
    const parsed = v.safeParse(viewerSchema, JSON.parse(decodeURIComponent(header)));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
