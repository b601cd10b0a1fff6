/** Which notices somebody has not seen yet, and what the bell holds of them. Pure: knows no storage and no page. */
import type { RecentNotices } from "#protocol/events/notices.ts";
import type { ApiAnswer } from "../ask.ts";

export type Notice = Readonly<RecentNotices["notices"][number]>;

export type HeldNotices =
  | { readonly kind: "loading" }
  | { readonly kind: "failed" }
  /** Newest first. */
  | { readonly kind: "ready"; readonly notices: readonly Notice[] };

/** The highest number that the bell shows: one digit fits beside its icon. */
export const MAX_SHOWN = 9;

/** What was there stays when one answer is lost. */
export function afterAnswer(before: HeldNotices, answer: ApiAnswer<readonly Notice[]>): HeldNotices {
  if (answer.kind === "ok") return { kind: "ready", notices: answer.value };
  return before.kind === "ready" ? before : { kind: "failed" };
}

/** `seenAt`: the time of the newest notice that was seen, milliseconds since the Unix epoch; null when none ever was. */
export const isUnseen = ({ at }: Notice, seenAt: number | null): boolean => seenAt === null || at > seenAt;

export function unseenCount(held: HeldNotices, seenAt: number | null): number {
  return held.kind === "ready" ? held.notices.filter((notice) => isUnseen(notice, seenAt)).length : 0;
}

/** The time that counts as seen once all of these were; never before what was seen already. */
export function seenAfter(held: HeldNotices, seenAt: number | null): number | null {
  if (held.kind !== "ready") return seenAt;
  return held.notices.reduce<number | null>(
    (latest, notice) => (isUnseen(notice, latest) ? notice.at : latest),
    seenAt,
  );
}

/** 1 to 9, then `9+`. */
export const countText = (count: number): string => (count > MAX_SHOWN ? `${MAX_SHOWN}+` : String(count));
