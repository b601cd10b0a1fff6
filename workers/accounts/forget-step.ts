/** How far a room, and the replays of its recordings, have forgotten a person: as a row of `forgets` has it, and parsed again. Pure. */
import * as v from "valibot";
import { MAX_FORMER_LOGINS } from "#protocol/chat/forget.ts";
import { loginSchema } from "#protocol/ids.ts";

const logins = v.pipe(v.array(loginSchema), v.maxLength(MAX_FORMER_LOGINS));
const stepSchema = v.variant("at", [
  /** The room's history, from a place on. */
  v.object({ at: v.literal("room"), place: v.number(), logins }),
  /**
   * The replays of broadcasts that began after `began` (milliseconds since the epoch), the oldest first; of the first of them the objects after
   * `key`.
   */
  v.object({ at: v.literal("replays"), began: v.number(), key: v.nullable(v.string()), logins }),
]);
export type ForgetStep = Readonly<v.InferOutput<typeof stepSchema>>;

export const FIRST_STEP: ForgetStep = { at: "room", place: 0, logins: [] };

/** What cannot be read begins anew: every step may be repeated. */
export function readStep(text: string): ForgetStep {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), stepSchema), text);
  return parsed.success ? parsed.output : FIRST_STEP;
}
