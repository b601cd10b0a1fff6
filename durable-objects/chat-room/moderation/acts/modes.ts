/** Changes of a room's modes: what holds afterwards, what viewers are told, and what the moderator reads. Pure. */
import type { DoneCode } from "#protocol/chat/codes.ts";
import { effectiveModes, type Modes, type ModesChange } from "#protocol/chat/modes.ts";
import { sayDuration } from "../duration.ts";
import type { ActionResult } from "../state.ts";
import { type Asked, answered, carriedOut, unchanged } from "./acting.ts";

type Mode = keyof Modes;
type Said = { readonly code: DoneCode; readonly message: string };

const MODES: readonly Mode[] = [
  "slowSeconds",
  "followerMinutes",
  "subscribersOnly",
  "emoteOnly",
  "uniqueChat",
  "linksAllowed",
  "autoModLevel",
  "shownPerSecond",
  "shield",
];

export function changeModes(asked: Asked, change: ModesChange): ActionResult {
  const { state, now } = asked;
  const modes = withChange(state.modes, change);
  const named = MODES.filter((mode) => change[mode] !== undefined);
  const changed = differences(state.modes, modes);
  const said = sayAll(modes, named, changed);
  if (changed.length === 0) return answered(unchanged(state), said.code, said.message);
  const before = effectiveModes(state.modes);
  const after = effectiveModes(modes);
  const shown = differences(before, after);
  const outcome = {
    state: { ...state, modes },
    changes: [{ kind: "modes" as const, modes }],
    // A mode that is set under the shield may change nothing for the moment.
    events: shown.length === 0 ? [] : [{ kind: "modes" as const, at: now, changed: pick(after, shown) }],
  };
  const detail = changed.map((mode) => sayShort(modes, mode)).join(", ");
  return carriedOut(asked, outcome, { action: "modes", user: null, detail }, said.code, said.message);
}

const withChange = (modes: Modes, change: ModesChange): Modes => ({
  slowSeconds: change.slowSeconds ?? modes.slowSeconds,
  followerMinutes: change.followerMinutes === undefined ? modes.followerMinutes : change.followerMinutes,
  subscribersOnly: change.subscribersOnly ?? modes.subscribersOnly,
  emoteOnly: change.emoteOnly ?? modes.emoteOnly,
  uniqueChat: change.uniqueChat ?? modes.uniqueChat,
  linksAllowed: change.linksAllowed ?? modes.linksAllowed,
  autoModLevel: change.autoModLevel ?? modes.autoModLevel,
  shownPerSecond: change.shownPerSecond ?? modes.shownPerSecond,
  shield: change.shield ?? modes.shield,
});

const differences = (before: Modes, after: Modes): readonly Mode[] =>
  MODES.filter((mode) => before[mode] !== after[mode]);

/** What is different afterwards. */
export const changeBetween = (before: Modes, after: Modes): ModesChange => pick(after, differences(before, after));

const pick = (modes: Modes, wanted: readonly Mode[]): ModesChange =>
  Object.fromEntries(wanted.map((mode) => [mode, modes[mode]]));

function sayAll(modes: Modes, named: readonly Mode[], changed: readonly Mode[]): Said {
  const [only] = named;
  if (only !== undefined && named.length === 1) return sayOne(modes, only, changed.includes(only));
  const what = named.map((mode) => sayShort(modes, mode)).join(", ");
  return { code: "modes_success", message: `The modes of this room are set: ${what}.` };
}

function sayOne(modes: Modes, mode: Mode, isNew: boolean): Said {
  const { slowSeconds, followerMinutes } = modes;
  switch (mode) {
    case "slowSeconds":
      return slowSeconds === 0
        ? { code: "slow_off", message: "This room is no longer in slow mode." }
        : {
            code: "slow_on",
            message: `This room is now in slow mode. You may send messages every ${slowSeconds} seconds.`,
          };
    case "followerMinutes":
      if (followerMinutes === null)
        return { code: "followers_off", message: "This room is no longer in followers-only mode." };
      return followerMinutes === 0
        ? { code: "followers_on_zero", message: "This room is now in followers-only mode." }
        : {
            code: "followers_on",
            message: `This room is now in ${sayDuration(followerMinutes * 60)} followers-only mode.`,
          };
    case "subscribersOnly":
      return saySwitch("subs", "subscribers-only", modes.subscribersOnly, isNew);
    case "emoteOnly":
      return saySwitch("emote_only", "emote-only", modes.emoteOnly, isNew);
    case "uniqueChat":
      return saySwitch("r9k", "unique-chat", modes.uniqueChat, isNew);
    default:
      return { code: "modes_success", message: `The modes of this room are set: ${sayShort(modes, mode)}.` };
  }
}

function saySwitch(code: "subs" | "emote_only" | "r9k", name: string, isOn: boolean, isNew: boolean): Said {
  if (isOn)
    return isNew
      ? { code: `${code}_on`, message: `This room is now in ${name} mode.` }
      : { code: `already_${code}_on`, message: `This room is already in ${name} mode.` };
  return isNew
    ? { code: `${code}_off`, message: `This room is no longer in ${name} mode.` }
    : { code: `already_${code}_off`, message: `This room is not in ${name} mode.` };
}

const onOff = (isOn: boolean): string => (isOn ? "on" : "off");

function sayShort(modes: Modes, mode: Mode): string {
  const { slowSeconds, followerMinutes } = modes;
  const short: Readonly<Record<Mode, string>> = {
    slowSeconds: `slow mode ${slowSeconds === 0 ? "off" : sayDuration(slowSeconds)}`,
    followerMinutes: `followers-only ${followerMinutes === null ? "off" : followerMinutes === 0 ? "on" : sayDuration(followerMinutes * 60)}`,
    subscribersOnly: `subscribers-only ${onOff(modes.subscribersOnly)}`,
    emoteOnly: `emote-only ${onOff(modes.emoteOnly)}`,
    uniqueChat: `unique chat ${onOff(modes.uniqueChat)}`,
    linksAllowed: `links ${onOff(modes.linksAllowed)}`,
    autoModLevel: `AutoMod ${modes.autoModLevel === 0 ? "off" : `level ${modes.autoModLevel}`}`,
    shownPerSecond: `${modes.shownPerSecond} lines a second`,
    shield: `shield ${onOff(modes.shield)}`,
  };
  return short[mode];
}
