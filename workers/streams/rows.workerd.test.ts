import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { migrate } from "#testing/migrations.ts";
import { STREAM_SQL } from "./rows.ts";

beforeAll(() => migrate(env.DB));

test("no statement reads a whole table", async () => {
  const plans = await Promise.all(
    Object.values(STREAM_SQL).map(async (sql) => {
      const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`).bind(1).all<{ detail: string }>();
      return results.map(({ detail }) => detail).join("\n");
    }),
  );
  expect(plans.filter((plan) => /\bSCAN (?!CONSTANT)/.test(plan))).toEqual([]);
});
