/**
 * Where a newcomer's socket goes: to the room, or to one of its relays. Keeps each room's plan for a while and the sockets placed by it
 * since. Knows nothing of who asks or what is said.
 */
import type { ChatRelay } from "#durable-objects/chat-relay/durable-object.ts";
import type { ChatRoom } from "#durable-objects/chat-room/durable-object.ts";
import { PLAN_MS, type Plan, relayObjectName } from "#protocol/chat/link.ts";
import { Lru } from "../lru.ts";

export type PlacementEnv = {
  readonly CHAT_ROOM: DurableObjectNamespace<ChatRoom>;
  readonly CHAT_RELAY: DurableObjectNamespace<ChatRelay>;
};

/** Rooms whose plan an isolate keeps, at most. */
const KEPT_PLANS = 1000;
/** Where newcomers were refused the plan is out of date; still it is asked for no more often than this, milliseconds. */
export const REFUSED_PLAN_MS = 500;

/** One room and its relays. */
export type Doors = {
  plan(): Promise<Plan>;
  room(): Promise<Response>;
  relay(number: number): Promise<Response>;
};

type Kept = { readonly at: number; readonly relays: number; readonly load: number[] };

export class Placement {
  // Values only: a promise shared between requests would end with the request that made it.
  readonly #plans = new Lru<Kept>(KEPT_PLANS);

  /** The answer of the object that took the newcomer, or the last refusal (503). `random` answers numbers from 0 to 1. */
  async place(channelId: string, doors: Doors, now: () => number, random: () => number): Promise<Response> {
    const first = choose(await this.#plan(channelId, doors, PLAN_MS, now), null, random);
    const answer = await enter(doors, first);
    if (answer.status !== 503) return answer;
    const second = choose(await this.#plan(channelId, doors, REFUSED_PLAN_MS, now), first, random);
    return second === first ? answer : enter(doors, second);
  }

  async #plan(channelId: string, doors: Doors, maxAgeMs: number, now: () => number): Promise<Kept> {
    const known = this.#plans.get(channelId);
    if (known !== undefined && now() - known.at < maxAgeMs) return known;
    const { relays, load } = await doors.plan();
    const kept = { at: now(), relays, load: Array.from({ length: relays }, (_, number) => load[number] ?? 0) };
    this.#plans.set(channelId, kept);
    return kept;
  }
}

/** Where one goes: null is the room itself. */
type Target = number | null;

/** The lesser of two relays at random, other than the one that refused; counts the newcomer there. */
function choose(plan: Kept, refusedBy: Target, random: () => number): Target {
  const open = plan.load.map((_, number) => number).filter((number) => number !== refusedBy);
  const pick = (): number | undefined => open[Math.min(open.length - 1, Math.floor(random() * open.length))];
  const [one, other] = [pick(), pick()];
  if (one === undefined || other === undefined) return plan.relays === 0 ? null : refusedBy;
  const chosen = (plan.load[other] ?? 0) < (plan.load[one] ?? 0) ? other : one;
  plan.load[chosen] = (plan.load[chosen] ?? 0) + 1;
  return chosen;
}

const enter = (doors: Doors, target: Target): Promise<Response> =>
  target === null ? doors.room() : doors.relay(target);

const placement = new Placement();

/**
 * Opens a viewer's socket at the room or at one of its relays. `growAt` is the size at which the operator wants rooms to grow, null for no wish. A
 * refusal is a 503; an object that fails throws.
 */
export function placeViewer(
  env: PlacementEnv,
  channelId: string,
  request: Request,
  random: () => number,
  growAt: number | null,
): Promise<Response> {
  const room = env.CHAT_ROOM.getByName(channelId);
  const doors: Doors = {
    plan: async () => await room.plan(growAt),
    room: () => room.fetch(request),
    relay: (number) => env.CHAT_RELAY.getByName(relayObjectName(channelId, number)).fetch(request),
  };
  return placement.place(channelId, doors, Date.now, random);
}
