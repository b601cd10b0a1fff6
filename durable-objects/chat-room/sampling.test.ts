import { expect, test } from "vitest";
import { SAMPLED_NOTICE_MS } from "#protocol/chat/limits.ts";
import { NOT_SAMPLED, notice, type Sampling, sample } from "./sampling.ts";

/** Says so many lines at once; answers how many were shown. */
function say(from: Sampling, lines: number, nowMs: number, isPrivileged = false) {
  let sampling = from;
  let shown = 0;
  for (let at = 0; at < lines; at++) {
    const next = sample(sampling, isPrivileged, 50, nowMs);
    sampling = next.sampling;
    shown += next.isShown ? 1 : 0;
  }
  return { sampling, shown };
}

test("a second shows as many ordinary lines as the setting says, and the next one as many again", () => {
  const first = say(NOT_SAMPLED, 50, 91_000);
  expect(first.shown).toBe(50);
  expect(first.sampling.counted).toBeNull();
  const over = say(first.sampling, 10, 91_999);
  expect(over.shown).toBe(0);
  expect(say(over.sampling, 51, 92_000).shown).toBe(50);
});

test("privileged lines are always shown and take nobody's place", () => {
  const { sampling, shown } = say(NOT_SAMPLED, 200, 91_000, true);
  expect(shown).toBe(200);
  expect(say(sampling, 50, 91_000).shown).toBe(50);
  expect(say(say(sampling, 60, 91_000).sampling, 5, 91_000, true).shown).toBe(5);
});

test("a notice comes once the second is over in which lines were left out, and says how many", () => {
  const { sampling } = say(NOT_SAMPLED, 80, 91_000);
  expect(notice(sampling, 91_999).notice).toBeNull();
  expect(notice(sampling, 92_000).notice).toEqual({ shown: 50, total: 80 });
});

test("notices are ten seconds apart, and end when nothing is left out", () => {
  const first = notice(say(NOT_SAMPLED, 80, 91_000).sampling, 92_000).sampling;
  const busy = say(first, 70, 93_000).sampling;
  expect(notice(busy, 91_999 + SAMPLED_NOTICE_MS).notice).toBeNull();
  const second = notice(busy, 92_000 + SAMPLED_NOTICE_MS);
  expect(second.notice).toEqual({ shown: 50, total: 70 });
  const calm = notice(say(second.sampling, 5, 110_000).sampling, 92_000 + 2 * SAMPLED_NOTICE_MS);
  expect([calm.notice, calm.sampling.counted]).toEqual([null, null]);
});

test("sampling that begins again soon waits for the ten seconds as well", () => {
  const told = notice(say(NOT_SAMPLED, 80, 91_000).sampling, 92_000).sampling;
  const over = notice(told, 92_000 + SAMPLED_NOTICE_MS).sampling;
  const again = say(over, 60, 103_000).sampling;
  expect([again.counted, again.noticeAt]).toEqual([{ shown: 50, total: 60 }, 104_000]);
});

test("a clock that was set back begins a new second", () => {
  expect(say(say(NOT_SAMPLED, 50, 99_000).sampling, 1, 91_000).shown).toBe(1);
});
