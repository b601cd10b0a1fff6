/** Watches a video track's stamps and says whether it has a constant frame rate, and which. Knows nothing of parts. */
import { assert } from "#protocol/assert.ts";

const STANDARD_RATES: readonly number[] = [
  10,
  12,
  15,
  20,
  24000 / 1001,
  24,
  25,
  30000 / 1001,
  30,
  48000 / 1001,
  48,
  50,
  60000 / 1001,
  60,
  72,
  75,
  90,
  100,
  120000 / 1001,
  120,
];

/** Frames that must lie on one grid before a rate is believed: at 30 fps, 95 steps of whole milliseconds tell 29.97 from 30. */
const LOCK_FRAMES = 96;
/** Frames that are looked back on, and how many odd steps among them are too many for a constant rate. */
const WATCH_FRAMES = 64;
const MAX_ODD_STEPS = 8;
/** Two stamps in whole milliseconds are each up to 1 ms off. */
const STEP_TOLERANCE_MS = 2;
/** Stamps around a grid through their middle: 1 ms of rounding, and some for the rate's own error. */
const GRID_SPREAD_MS = 3;

/** The standard rate that a nominal one means (29.97 is 30000/1001), else the nominal rate itself. */
export function exactRate(nominal: number): number {
  return nearestStandard(nominal, 0.0004) ?? nominal;
}

export class FrameRate {
  #rate: number | null;
  readonly #odd: boolean[] = [];
  #stamps: number[] = [];

  constructor(nominal: number | null) {
    assert(nominal === null || (nominal >= 1 && nominal <= 240), `a frame rate of ${nominal}`);
    this.#rate = nominal === null ? null : exactRate(nominal);
  }

  /** Frames per second while the track holds a constant rate, else null. */
  get current(): number | null {
    return this.#rate;
  }

  /** Takes the next decode time, in milliseconds. */
  note(ms: number): void {
    const before = this.#stamps.at(-1);
    this.#stamps.push(ms);
    if (this.#stamps.length > LOCK_FRAMES) this.#stamps.shift();
    if (before === undefined) return;
    if (this.#rate !== null) this.#watch(ms - before, this.#rate);
    else if (this.#stamps.length === LOCK_FRAMES) this.#rate = rateOf(this.#stamps);
  }

  #watch(stepMs: number, rate: number): void {
    this.#odd.push(Math.abs(stepMs - 1000 / rate) > STEP_TOLERANCE_MS);
    if (this.#odd.length > WATCH_FRAMES) this.#odd.shift();
    if (this.#odd.filter(Boolean).length <= MAX_ODD_STEPS) return;
    this.#rate = null;
    this.#odd.length = 0;
    this.#stamps = this.#stamps.slice(-1);
  }
}

/** The standard rate whose grid all stamps lie on, or null. */
function rateOf(stamps: readonly number[]): number | null {
  const first = stamps[0] ?? 0;
  const span = (stamps.at(-1) ?? 0) - first;
  if (span <= 0) return null;
  const rate = nearestStandard(((stamps.length - 1) * 1000) / span, 0.003);
  if (rate === null) return null;
  const errors = stamps.map((ms, i) => ms - first - (i * 1000) / rate);
  return Math.max(...errors) - Math.min(...errors) <= GRID_SPREAD_MS ? rate : null;
}

function nearestStandard(rate: number, tolerance: number): number | null {
  let best: number | null = null;
  for (const standard of STANDARD_RATES) {
    if (best === null || Math.abs(standard - rate) < Math.abs(best - rate)) best = standard;
  }
  return best !== null && Math.abs(best / rate - 1) <= tolerance ? best : null;
}
