/**
 * How many relays a room has, and which of them take newcomers: every rule of growing and shrinking. Pure; the room asks whenever its
 * counts change, and keeps the answer. Knows no sockets, only how many there are.
 */
import * as v from "valibot";
import {
  MAX_RELAY_SOCKETS,
  MAX_RELAYS,
  MAX_ROOM_SOCKETS,
  RELAY_PRESENCE_MS,
  RELAY_SOCKETS,
  ROOM_SOCKETS,
} from "#protocol/chat/limits.ts";
import { PLAN_MS, type Plan } from "#protocol/chat/link.ts";

/** The numbers that decide; a development setting makes them small. */
export type GrowthLimits = {
  /** Sockets, relays included, up to which the room takes its viewers itself. */
  readonly roomSockets: number;
  /** Sockets that a relay should have. */
  readonly relaySockets: number;
  readonly maxRelays: number;
  /** How far ahead a growing room plans, milliseconds; 0 counts those who are there and no more. */
  readonly leadMs: number;
};

/**
 * How far ahead: a relay's count and the edge's plan are together at most this old, and whoever comes meanwhile is placed on the relays of
 * now.
 */
const LEAD_MS = PLAN_MS + RELAY_PRESENCE_MS;

export const GROWTH_LIMITS: GrowthLimits = {
  roomSockets: ROOM_SOCKETS,
  relaySockets: RELAY_SOCKETS,
  maxRelays: MAX_RELAYS,
  leadMs: LEAD_MS,
};

/** Time for which a room is less than half full before it gives relays up, milliseconds: a pause in a broadcast is shorter. */
export const SHRINK_AFTER_MS = 10 * 60 * 1000;
/** Share of the relays' capacity below which some are given up. */
const SHRINK_BELOW = 0.5;

/** Least time over which the speed of growth is measured, milliseconds: relays report in steps that long. */
export const SPEED_WINDOW_MS = RELAY_PRESENCE_MS;

/** Sockets as the room knows them now; those of gateways are not among them. */
export type Counts = {
  /** The room's own. */
  readonly own: number;
  /** Those of each relay, by its number; also of relays that take no more newcomers. */
  readonly load: readonly number[];
};

type Sample = { readonly at: number; readonly sockets: number };

export type Growth = {
  /** Relays that newcomers are placed on: 0 to `relays` - 1. With 0 the room takes them itself. */
  readonly relays: number;
  /** Relays that there ever were. One above is of a room that this one has forgotten: it begins where that one stood. */
  readonly known: number;
  /** Since when less than half of the relays' capacity is used, milliseconds since the epoch; null while it is not. */
  readonly lowSince: number | null;
  /** What the relays had last. */
  readonly load: readonly number[];
  /** Two earlier counts, the older of them at least SPEED_WINDOW_MS before the newer: what the speed is measured by. */
  readonly samples: readonly [Sample, Sample];
};

/** For a room that begins, or begins again with the sockets and links that outlived it. */
export function openGrowth(counts: Counts, nowMs: number, limits: GrowthLimits = GROWTH_LIMITS): Growth {
  const sockets = total(counts);
  const sample = { at: nowMs, sockets };
  const relays = Math.max(Math.min(counts.load.length, limits.maxRelays), relaysFor(sockets, limits));
  return { relays, known: relays, lowSince: null, load: counts.load, samples: [sample, sample] };
}

/** What the counts of now make of it. Grows at once and shrinks late. */
export function grow(growth: Growth, counts: Counts, nowMs: number, limits: GrowthLimits = GROWTH_LIMITS): Growth {
  const { load } = counts;
  const sockets = total(counts);
  const samples = measure(moved(growth.samples, relinked(growth.load, load)), sockets, nowMs);
  const isSmall = sockets <= limits.roomSockets;
  const soon = isSmall ? 0 : comingSoon(samples[0], sockets, nowMs, limits.leadMs);
  const wanted = relaysFor(sockets + soon, limits);
  const found = load.length > growth.known ? Math.min(load.length, limits.maxRelays) : 0;
  const relays = Math.max(growth.relays, wanted, found);
  const known = Math.max(growth.known, relays);
  const isLow = relays === growth.relays && sockets < SHRINK_BELOW * relays * limits.relaySockets;
  if (!isLow) return { relays, known, lowSince: null, load, samples };
  const lowSince = Math.min(growth.lowSince ?? nowMs, nowMs);
  const isOver = nowMs - lowSince >= SHRINK_AFTER_MS;
  return { relays: isOver ? wanted : relays, known, lowSince: isOver ? null : lowSince, load, samples };
}

/** What the edge is told. */
export function planFor(growth: Growth, counts: Counts): Plan {
  return {
    relays: growth.relays,
    load: Array.from({ length: growth.relays }, (_, number) => counts.load[number] ?? 0),
  };
}

/** Whether the room itself refuses one more viewer. */
export const isRoomFull = (ownSockets: number): boolean => ownSockets >= MAX_ROOM_SOCKETS;
/** Whether a relay refuses one more viewer. */
export const isRelayFull = (ownSockets: number): boolean => ownSockets >= MAX_RELAY_SOCKETS;

/** Relays that so many sockets need. */
export function relaysFor(sockets: number, limits: GrowthLimits = GROWTH_LIMITS): number {
  if (sockets <= limits.roomSockets) return 0;
  return Math.min(limits.maxRelays, Math.ceil(sockets / limits.relaySockets));
}

/** The name by which a relay calls itself on its link. */
export const relayName = (number: number): string => `r${number}`;

/** The number of a relay's name; null for a gateway. */
export function relayNumber(name: string): number | null {
  const match = /^r(0|[1-9][0-9]{0,2})$/.exec(name);
  const number = match === null ? Number.NaN : Number(match[1]);
  return number < MAX_RELAYS ? number : null;
}

/** Which relay of which channel the object of this name is (`relayObjectName`); null for any other name. */
export function relayOfObject(name: string): { readonly channelId: string; readonly number: number } | null {
  const [, channelId, number] = /^([1-9][0-9]{0,15}):(.+)$/.exec(name) ?? [];
  const parsed = relayNumber(`r${number}`);
  return channelId === undefined || parsed === null ? null : { channelId, number: parsed };
}

const settingSchema = v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,5}$/), v.transform(Number));

/** For tests and benches: `setting` sockets for the room and for each relay, so that a few make it grow. Anything else changes nothing. */
export function growthLimits(setting: string | undefined): GrowthLimits {
  const parsed = v.safeParse(settingSchema, setting);
  if (!parsed.success) return GROWTH_LIMITS;
  return { ...GROWTH_LIMITS, roomSockets: parsed.output, relaySockets: parsed.output, leadMs: 0 };
}

/** The operator's wish: so many sockets for the room and for each relay; null is none, and the room's own limits hold. */
export const growthAt = (sockets: number | null, own: GrowthLimits): GrowthLimits =>
  sockets === null ? own : { ...own, roomSockets: sockets, relaySockets: sockets };

const total = ({ own, load }: Counts): number => load.reduce((sum, one) => sum + one, own);

/** Sockets of relays whose link was lost or came back since: they neither left nor came. */
function relinked(before: readonly number[], load: readonly number[]): number {
  let sockets = 0;
  for (let at = 0; at < Math.max(before.length, load.length); at++) {
    const [was, is] = [before[at] ?? 0, load[at] ?? 0];
    if (was === 0 || is === 0) sockets += is - was;
  }
  return sockets;
}

type Samples = Growth["samples"];

const moved = ([older, newer]: Samples, by: number): Samples => [
  { at: older.at, sockets: older.sockets + by },
  { at: newer.at, sockets: newer.sockets + by },
];

function measure(samples: Samples, sockets: number, nowMs: number): Samples {
  const newer = samples[1];
  const now = { at: nowMs, sockets };
  // A clock that was set back: measure anew.
  if (nowMs < newer.at) return [now, now];
  return nowMs - newer.at >= SPEED_WINDOW_MS ? [newer, now] : samples;
}

/** Sockets that come within `leadMs` when it goes on as it did since `from`. */
function comingSoon(from: Sample, sockets: number, nowMs: number, leadMs: number): number {
  // Nobody asks while nothing changes, so that what changed since an old count changed lately.
  const passed = Math.min(Math.max(nowMs - from.at, SPEED_WINDOW_MS), 2 * SPEED_WINDOW_MS);
  return Math.max(0, ((sockets - from.sockets) * leadMs) / passed);
}
