/** What a very busy room shows of ordinary viewers' lines, and when it says that it does not show everything. Pure. */
import { SAMPLED_NOTICE_MS } from "#protocol/chat/limits.ts";

/** Time over which lines are counted, milliseconds. */
const WINDOW_MS = 1000;

export type Sampling = {
  /** Beginning of the second that is counted, and the ordinary viewers' lines shown in it. */
  readonly since: number;
  readonly inWindow: number;
  /** Lines since the last notice, or since the room began to leave some out; null while everything is shown. */
  readonly counted: { readonly shown: number; readonly total: number } | null;
  readonly noticeAt: number;
  readonly noticedAt: number;
};

export const NOT_SAMPLED: Sampling = { since: 0, inWindow: 0, counted: null, noticeAt: 0, noticedAt: 0 };

/** One more line: whether it is shown. Privileged ones always are, and take nobody's place. */
export function sample(
  sampling: Sampling,
  isPrivileged: boolean,
  shownPerSecond: number,
  nowMs: number,
): { readonly sampling: Sampling; readonly isShown: boolean } {
  const isOver = nowMs - sampling.since >= WINDOW_MS || nowMs < sampling.since;
  const since = isOver ? nowMs : sampling.since;
  const before = isOver ? 0 : sampling.inWindow;
  const isShown = isPrivileged || before < shownPerSecond;
  const inWindow = isShown && !isPrivileged ? before + 1 : before;
  const next = { ...sampling, since, inWindow };
  const { counted } = sampling;
  if (counted !== null) {
    const { shown, total } = counted;
    return { sampling: { ...next, counted: { shown: shown + (isShown ? 1 : 0), total: total + 1 } }, isShown };
  }
  if (isShown) return { sampling: next, isShown };
  // The first line that is left out: the second that it belongs to is counted to its end before anybody is told.
  const noticeAt = Math.max(since + WINDOW_MS, sampling.noticedAt + SAMPLED_NOTICE_MS);
  return { sampling: { ...next, counted: { shown: before, total: before + 1 }, noticeAt }, isShown };
}

/** The notice that is due, null for none. Counting goes on as long as lines were left out since the one before. */
export function notice(
  sampling: Sampling,
  nowMs: number,
): { readonly sampling: Sampling; readonly notice: { readonly shown: number; readonly total: number } | null } {
  const { counted, noticeAt } = sampling;
  if (counted === null || nowMs < noticeAt) return { sampling, notice: null };
  if (counted.shown === counted.total) return { sampling: { ...sampling, counted: null }, notice: null };
  const next = { ...sampling, counted: { shown: 0, total: 0 }, noticeAt: nowMs + SAMPLED_NOTICE_MS, noticedAt: nowMs };
  return { sampling: next, notice: counted };
}
