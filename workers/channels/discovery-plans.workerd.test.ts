import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { migrate } from "#testing/migrations.ts";
import { REFRESH_SQL } from "../categories/refresh.ts";
import { CATEGORY_SQL } from "../categories/rows.ts";
import { FOLLOW_SQL } from "../follows/rows.ts";
import { IMAGE_SQL } from "../images/rows.ts";
import { SCHEDULE_SQL } from "../schedule/rows.ts";
import { SEARCH_SQL } from "../search/rows.ts";
import { TITLE_SQL } from "../search/title-rows.ts";
import { CHANGE_SQL } from "./change.ts";
import { LISTED_SQL, LIVE_SQL } from "./listed-rows.ts";
import { PANEL_SQL } from "./panel-rows.ts";

beforeAll(() => migrate(env.DB));

/** How SQLite would run a statement. */
async function planOf(sql: string): Promise<string> {
  const numbered = new Set([...sql.matchAll(/\?(\d+)/g)].map(([, number]) => Number(number)));
  const count = numbered.size > 0 ? Math.max(...numbered) : [...sql.matchAll(/\?/g)].length;
  const values = Array.from({ length: count }, () =>
    sql.includes("MATCH") ? '"abc"' : sql.includes("json_each") ? "[1]" : 1,
  );
  const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .bind(...values)
    .all<{ detail: string }>();
  return results.map(({ detail }) => detail).join("\n");
}

/** A scan is no scan when it walks the list of ids that was sent along, or the entries that FTS5 found. */
const SCAN = /\bSCAN (?!CONSTANT|json_each VIRTUAL TABLE|\w+ VIRTUAL TABLE INDEX \d+:[^\n]*M)/;

const named = (of: string, statements: Readonly<Record<string, string>>): (readonly [string, string])[] =>
  Object.entries(statements).map(([name, sql]) => [`${of}.${name}`, sql]);

const { avatar, banner, boxArt } = IMAGE_SQL;
const statements = [
  ...named("listed", LISTED_SQL),
  ...LIVE_SQL.map((sql, at) => [`live, filter ${at}`, sql] as const),
  ...named("change", CHANGE_SQL),
  ...named("panel", PANEL_SQL),
  ...named("follow", FOLLOW_SQL),
  ...named("schedule", SCHEDULE_SQL),
  ...named("category", CATEGORY_SQL),
  ...named("refresh", REFRESH_SQL),
  ...named("search", SEARCH_SQL),
  ...named("titles", TITLE_SQL),
  ...[...named("avatar", avatar), ...named("banner", banner), ["box art", boxArt] as const],
];

test.each(statements)("%s reads no whole table", async (_, sql) => {
  expect((await planOf(sql)).split("\n").filter((line) => SCAN.test(line))).toEqual([]);
});

test("lists come in the order of an index: nothing is sorted that grows with the site", async () => {
  const sorted = [...LIVE_SQL, CATEGORY_SQL.list, FOLLOW_SQL.following, FOLLOW_SQL.followers, SEARCH_SQL.beginning];
  const plans = await Promise.all(sorted.map(planOf));
  expect(plans.filter((plan) => /TEMP B-TREE FOR ORDER BY/.test(plan))).toEqual([]);
});
