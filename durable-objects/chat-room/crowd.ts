/** Everyone in the room: how many there are, when they are told, and when relays take over. Knows no sockets, only their numbers. */
import { PRESENCE_MS } from "#protocol/chat/limits.ts";
import type { Plan } from "#protocol/chat/link.ts";
import { type Counts, type Growth, grow, openGrowth, planFor, relayNumber } from "../chat-relay/growth.ts";
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
  #growth: Growth;
  /** What viewers were told; null after a restart. */
  #announced: number | null = null;
  #isPresenceArmed = false;
  #isLivenessArmed = false;

  constructor(ports: Ports, sockets: RoomSockets) {
    this.#ports = ports;
    this.#sockets = sockets;
    this.#growth = openGrowth(this.#counts(), ports.clock.now(), ports.growthLimits);
  }

  get relays(): number {
    return this.#growth.relays;
  }

  plan(): Plan {
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
    const { clock, growthLimits } = this.#ports;
    const { relays } = this.#growth;
    this.#growth = grow(this.#growth, this.#counts(), clock.now(), growthLimits);
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
