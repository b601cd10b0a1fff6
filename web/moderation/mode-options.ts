/** The choices that the page offers for modes that are numbers; what is set otherwise is offered too. Pure. */

import { MAX_SHOWN_PER_SECOND, MIN_SHOWN_PER_SECOND } from "#protocol/chat/limits.ts";
import { DEFAULT_SLOW_S, MAX_FOLLOWER_MINUTES, MAX_SLOW_S } from "#protocol/chat/modes.ts";
import { durationInWords } from "../chat/duration-in-words.ts";
import type { SelectOption } from "../ui/select.tsx";
import { moderationStrings as say } from "./moderation-strings.ts";

const SLOW_SECONDS = [0, 3, 5, 10, 20, DEFAULT_SLOW_S, 60, MAX_SLOW_S];
const FOLLOWER_MINUTES = [0, 10, 30, 60, 1440, 10_080, 43_200, MAX_FOLLOWER_MINUTES];
const SHOWN = [MIN_SHOWN_PER_SECOND, 10, 20, 30, 50, 75, MAX_SHOWN_PER_SECOND];

export const slowOptions = (set: number): readonly SelectOption[] =>
  offered(SLOW_SECONDS, set, (seconds) => (seconds === 0 ? say.slowOff : durationInWords(seconds)));

export const shownOptions = (set: number): readonly SelectOption[] => offered(SHOWN, set, String);

export const followerOptions = (set: number | null): readonly SelectOption[] => [
  { value: String(null), label: say.followersOff },
  ...offered(FOLLOWER_MINUTES, set ?? 0, (minutes) =>
    minutes === 0 ? say.followersAny : say.followersFor(durationInWords(minutes * 60)),
  ),
];

/** What an option of followers-only means. */
export const readFollowers = (value: string): number | null => (value === String(null) ? null : Number(value));

export const automodOptions: readonly SelectOption[] = say.automodLevels.map((label, level) => ({
  value: String(level),
  label,
}));

function offered(values: readonly number[], set: number, label: (value: number) => string): readonly SelectOption[] {
  const all = [...new Set([...values, set])].sort((a, b) => a - b);
  return all.map((value) => ({ value: String(value), label: label(value) }));
}
