/** The modes of a room: who may speak, how often, and what. Shield mode is one switch over them. Pure. */
import * as v from "valibot";
import { DEFAULT_SHOWN_PER_SECOND, MAX_SHOWN_PER_SECOND, MIN_SHOWN_PER_SECOND } from "./limits.ts";

const integer = (from: number, to: number) => v.pipe(v.number(), v.integer(), v.minValue(from), v.maxValue(to));

/** 0 is off. */
export const MAX_SLOW_S = 120;
export const DEFAULT_SLOW_S = 30;
/** Three months. */
export const MAX_FOLLOWER_MINUTES = 129_600;

export const modesSchema = v.object({
  /** Seconds between two messages of a viewer; 0 is off. */
  slowSeconds: integer(0, MAX_SLOW_S),
  /** Minutes that one must have followed; null is off, 0 any follower. */
  followerMinutes: v.nullable(integer(0, MAX_FOLLOWER_MINUTES)),
  subscribersOnly: v.boolean(),
  emoteOnly: v.boolean(),
  /** A message must differ from what its sender said before. */
  uniqueChat: v.boolean(),
  /** Links of viewers who are neither moderators nor VIPs. */
  linksAllowed: v.boolean(),
  /** 0 is off; 4 holds most. */
  autoModLevel: integer(0, 4),
  /** Lines of ordinary viewers that a busy room shows. */
  shownPerSecond: integer(MIN_SHOWN_PER_SECOND, MAX_SHOWN_PER_SECOND),
  /** The strictest preset over all others, which come back when it ends. */
  shield: v.boolean(),
});
export type Modes = Readonly<v.InferOutput<typeof modesSchema>>;

/** A change of some modes; at least one. */
export const modesChangeSchema = v.pipe(
  v.partial(modesSchema),
  v.check((change) => Object.keys(change).length > 0, "a change of modes names at least one"),
);
export type ModesChange = Readonly<v.InferOutput<typeof modesChangeSchema>>;

export const DEFAULT_MODES: Modes = {
  slowSeconds: 0,
  followerMinutes: null,
  subscribersOnly: false,
  emoteOnly: false,
  uniqueChat: false,
  linksAllowed: true,
  autoModLevel: 0,
  shownPerSecond: DEFAULT_SHOWN_PER_SECOND,
  shield: false,
};

/** What shield mode makes of the modes at least: a setting that is stricter already stays. */
export const SHIELD_SLOW_S = 30;
export const SHIELD_FOLLOWER_MINUTES = 7 * 24 * 60;

/** The modes that hold: as set, or under the shield. Viewers are told these. */
export function effectiveModes(modes: Modes): Modes {
  if (!modes.shield) return modes;
  return {
    ...modes,
    slowSeconds: Math.max(modes.slowSeconds, SHIELD_SLOW_S),
    followerMinutes: Math.max(modes.followerMinutes ?? 0, SHIELD_FOLLOWER_MINUTES),
    uniqueChat: true,
    linksAllowed: false,
    autoModLevel: 4,
  };
}
