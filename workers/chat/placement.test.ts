import { expect, test } from "vitest";
import { PLAN_MS, type Plan } from "#protocol/chat/link.ts";
import { prng } from "#testing/prng.ts";
import { type Doors, Placement, REFUSED_PLAN_MS } from "./placement.ts";

/** A room and its relays, of which some are full; remembers who was asked. */
class World {
  plan: Plan;
  readonly full = new Set<number | null>();
  readonly asked: (number | null | "plan")[] = [];
  nowMs = 0;

  constructor(load: readonly number[]) {
    this.plan = { relays: load.length, load: [...load] };
  }

  get doors(): Doors {
    const enter = async (target: number | null): Promise<Response> => {
      this.asked.push(target);
      return new Response(String(target), { status: this.full.has(target) ? 503 : 200 });
    };
    return {
      plan: async () => {
        this.asked.push("plan");
        return this.plan;
      },
      room: () => enter(null),
      relay: enter,
    };
  }

  async place(placement: Placement, random: () => number = () => 0): Promise<string> {
    const answer = await placement.place("1", this.doors, () => this.nowMs, random);
    return `${answer.status} ${await answer.text()}`;
  }
}

test("a room without relays takes its viewers itself", async () => {
  const world = new World([]);
  expect(await world.place(new Placement())).toBe("200 null");
});

test("a newcomer goes to the lesser of two relays", async () => {
  const world = new World([7, 3, 5]);
  const dice = [0, 0.4];
  expect(await world.place(new Placement(), () => dice.shift() ?? 0)).toBe("200 1");
});

test("a plan is kept for a while and asked for anew after it", async () => {
  const world = new World([]);
  const placement = new Placement();
  await world.place(placement);
  world.nowMs = PLAN_MS - 1;
  await world.place(placement);
  world.nowMs = PLAN_MS;
  await world.place(placement);
  expect(world.asked).toEqual(["plan", null, null, "plan", null]);
});

test("those who were placed count before the relays report them", async () => {
  const world = new World([0, 0, 0, 0]);
  const placement = new Placement();
  const random = prng(1);
  const placed = [0, 0, 0, 0];
  for (let at = 0; at < 4000; at++) {
    const number = Number((await world.place(placement, random)).slice(4));
    placed[number] = (placed[number] ?? 0) + 1;
  }
  expect(Math.max(...placed) - Math.min(...placed)).toBeLessThan(10);
});

test("a full relay is left for another one, once", async () => {
  const world = new World([1, 1, 1]);
  world.full.add(0);
  expect(await world.place(new Placement())).toBe("200 1");
  expect(world.asked).toEqual(["plan", 0, 1]);
  world.full.add(1);
  world.asked.length = 0;
  expect(await world.place(new Placement())).toBe("503 1");
  expect(world.asked).toEqual(["plan", 0, 1]);
});

test("a full room without relays is asked once", async () => {
  const world = new World([]);
  world.full.add(null);
  expect(await world.place(new Placement())).toBe("503 null");
  expect(world.asked).toEqual(["plan", null]);
});

test("a refusal brings the plan up to date, but not more often than it may be asked for", async () => {
  const world = new World([]);
  const placement = new Placement();
  await world.place(placement);
  world.full.add(null);
  world.plan = { relays: 2, load: [0, 0] };
  world.asked.length = 0;

  world.nowMs = REFUSED_PLAN_MS - 1;
  expect(await world.place(placement)).toBe("503 null");
  world.nowMs = REFUSED_PLAN_MS;
  expect(await world.place(placement)).toBe("200 0");
  expect(world.asked).toEqual([null, null, "plan", 0]);
});

test("a relay that was given up sends newcomers back to the room", async () => {
  const world = new World([0]);
  const placement = new Placement();
  await world.place(placement);
  world.full.add(0);
  world.plan = { relays: 0, load: [] };
  world.nowMs = REFUSED_PLAN_MS;
  expect(await world.place(placement)).toBe("200 null");
});
