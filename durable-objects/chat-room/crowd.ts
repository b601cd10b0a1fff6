/** Everyone in the room: how many there are, when they are told, and when relays take over. Knows no sockets, only their numbers. */
import { PRESENCE_MS } from "#protocol/chat/limits.ts";
import type { Plan } from "#protocol/chat/link.ts";
import {
  type Counts,
  type Growth,
  type GrowthLimits,
  grow,
  growthAt,
  openGrowth,
  planFor,
  relayNumber,
} from "../chat-relay/growth.ts";
import type { RoomPorts } from "./ports.ts";
import type { RoomSockets } from "./room-sockets.ts";

/** The alarms' names. */
export const PRESENCE = "presence";
export const LIVENESS = "liveness";

/** Time between two looks for sockets whose other end is gone, milliseconds. */
export const LIVENESS_MS = 60_000;
/** A socket that once pinged and has not for so long is gone, milliseconds: our page pings every 25 s. */
export const STALE_MS = 90_000;

type Ports = Pick<RoomPorts, "clock" | "alarms" | "growthLimits" | "lastPingAt" | "background">;

export class Crowd {
  readonly #ports: Ports;
  readonly #sockets: RoomSockets;
  #limits: GrowthLimits;
  #growth: Growth;
  /** What viewers were told; null after a restart. */
  #announced: number | null = null;
  #isPresenceArmed = false;
  #isLivenessArmed = false;

  constructor(ports: Ports, sockets: RoomSockets) {
    this.#ports = ports;
    this.#sockets = sockets;
    this.#limits = ports.growthLimits;
    this.#growth = openGrowth(this.#counts(), ports.clock.now(), this.#limits);
  }

  get relays(): number {
    return this.#growth.relays;
  }

  /** What the edge is told. It says as it asks at how many sockets the room is to grow, null for no wish; a room that is not told keeps to it. */
  plan(growAt?: number | null): Plan {
    if (growAt !== undefined) this.#limits = growthAt(growAt, this.#ports.growthLimits);
    this.#grow();
    return planFor(this.#growth, this.#counts());
  }

  /** Somebody came or went, or a relay counted. */
  changed(): void {
    const { clock, alarms, background } = this.#ports;
    this.#grow();
    const { chatters, size } = this.#sockets;
    if (chatters !== this.#announced && chatters > 0 && !this.#isPresenceArmed) {
      this.#isPresenceArmed = true;
      background(alarms.arm(PRESENCE, clock.now() + PRESENCE_MS));
    }
    if (size > 0 && !this.#isLivenessArmed) {
      this.#isLivenessArmed = true;
      background(alarms.arm(LIVENESS, clock.now() + LIVENESS_MS));
    }
  }

  /** Tells everyone how many there are, when that has changed. */
  announce(): void {
    this.#isPresenceArmed = false;
    const { chatters } = this.#sockets;
    if (chatters === this.#announced) return;
    this.#announced = chatters;
    this.#sockets.all({ kind: "presence", chatters });
  }

  /** Closes sockets whose other end is gone without a word. */
  async sweep(): Promise<void> {
    const { clock, alarms, lastPingAt } = this.#ports;
    this.#isLivenessArmed = false;
    const now = clock.now();
    this.#sockets.closeStale((ws) => now - (lastPingAt(ws) ?? now) > STALE_MS);
    this.changed();
    if (this.#sockets.size === 0) return;
    this.#isLivenessArmed = true;
    await alarms.set(LIVENESS, now + LIVENESS_MS);
  }

  #grow(): void {
    const { relays } = this.#growth;
    this.#growth = grow(this.#growth, this.#counts(), this.#ports.clock.now(), this.#limits);
    if (this.#growth.relays !== relays) this.#sockets.toLinks({ kind: "relays", relays: this.#growth.relays });
  }

  #counts(): Counts {
    const load: number[] = [];
    for (const { relay, sockets } of this.#sockets.links()) {
      const number = relay === null ? null : relayNumber(relay);
      if (number !== null) load[number] = (load[number] ?? 0) + sockets;
    }
    // Not sparse: a relay without a link has nobody.
    return { own: this.#sockets.size, load: Array.from(load, (sockets: number | undefined) => sockets ?? 0) };
  }
}
