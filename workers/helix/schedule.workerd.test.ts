import { env, exports } from "cloudflare:workers";
import { beforeAll, beforeEach, expect, test } from "vitest";
import type { HelixPlanned, HelixSchedule, HelixSchedulePage } from "#protocol/helix/schedule.ts";
import { DAY_MS } from "#protocol/time-zone.ts";
import { HelixWorld } from "#testing/helix-world.ts";
import { migrate } from "#testing/migrations.ts";
import { decodePlannedId, encodePlannedId } from "./planned-id.ts";

const world = new HelixWorld((request) => exports.default.fetch(request), env.DB);
const MANAGE = ["channel:manage:schedule"];

let made = 0;
let login = "";
let id = "";

beforeAll(() => migrate(env.DB));
beforeEach(async () => {
  login = `planner_${++made}`;
  id = (await world.edge.createChannel(login)).id;
});

/** A moment so many days from now, at a whole second. */
const days = (count: number): number => Math.floor((Date.now() + count * DAY_MS) / 1000) * 1000;
const text = (moment: number): string => new Date(moment).toISOString().replace(".000", "");

type Body = Readonly<Record<string, unknown>>;
const broadcast = (more: Body = {}): Body => ({
  ...{ start_time: text(days(1)), timezone: "UTC", duration: "60", category_id: "5", title: "Engines" },
  ...more,
});

const asOwner = (body?: Body) => ({ as: login, scopes: MANAGE, ...(body === undefined ? {} : { body }) });
async function changed(request: string, body: Body): Promise<HelixSchedule> {
  const answer = await world.ask(request, asOwner(body));
  if (answer.status !== 200) throw new Error(`${request} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return (answer.body as { data: HelixSchedule }).data;
}
const post = (more: Body = {}): Promise<HelixSchedule> =>
  changed(`POST /schedule/segment?broadcaster_id=${id}`, broadcast(more));
const idOf = ({ segments }: HelixSchedule): string => segments[0]?.id ?? "";
const patch = (planned: string, body: Body): Promise<HelixSchedule> =>
  changed(`PATCH /schedule/segment?broadcaster_id=${id}&id=${encodeURIComponent(planned)}`, body);

async function read(query = ""): Promise<HelixSchedulePage> {
  const answer = await world.ask(`GET /schedule?broadcaster_id=${id}${query}`, { as: login });
  if (answer.status !== 200) throw new Error(`the schedule answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body as HelixSchedulePage;
}
const starts = (planned: readonly HelixPlanned[]): readonly string[] => planned.map(({ start_time }) => start_time);

test("a channel that planned nothing has no schedule", async () => {
  const none = [404, "The broadcaster has not created a streaming schedule."];
  expect(await world.refusal(`GET /schedule?broadcaster_id=${id}`, { as: login })).toEqual(none);
  expect(await world.refusal(`PATCH /schedule/settings?broadcaster_id=${id}`, asOwner())).toEqual([
    404,
    "The broadcaster's schedule was not found.",
  ]);
});

test("a broadcast that was added is answered and listed, in Twitch's keys", async () => {
  const startAt = days(1);
  const added = await post({ start_time: text(startAt) });
  expect(added).toEqual({
    segments: [
      {
        ...{ id: idOf(added), start_time: text(startAt), end_time: text(startAt + 3_600_000), title: "Engines" },
        ...{ canceled_until: null, category: { id: "5", name: "Science & Technology" }, is_recurring: false },
      },
    ],
    ...{ broadcaster_id: id, broadcaster_login: login, broadcaster_name: login, vacation: null },
  });
  expect(await read()).toEqual({ data: { ...added, pagination: {} }, pagination: {} });
});

test("a series comes week by week, in pages that neither skip nor repeat, for a year", async () => {
  const startAt = days(1);
  await post({ start_time: text(startAt), is_recurring: true });
  await post({ start_time: text(startAt), is_recurring: true, category_id: "", title: "" });
  const seen: HelixPlanned[] = [];
  let [after, count] = ["", 0];
  for (;;) {
    const { data, pagination } = await read(`&first=25${after}`);
    expect(data.pagination).toEqual(pagination);
    seen.push(...data.segments);
    count++;
    if (pagination.cursor === undefined) break;
    after = `&after=${pagination.cursor}`;
  }
  // The last week is there or not, by the time of the day.
  expect([count, [104, 106].includes(seen.length)]).toEqual([5, true]);
  expect(new Set(seen.map((planned) => planned.id)).size).toBe(seen.length);
  expect(starts(seen).slice(0, 4)).toEqual([startAt, startAt, startAt + 7 * DAY_MS, startAt + 7 * DAY_MS].map(text));
  expect((await read("&first=1")).data.segments.length).toBe(1);
  expect((await read()).data.segments.length).toBe(20);
});

test("a schedule begins at start_time, and now without one", async () => {
  const startAt = days(-3);
  await post({ start_time: text(startAt), is_recurring: true });
  expect(starts((await read("&first=1")).data.segments)).toEqual([text(startAt + 7 * DAY_MS)]);
  expect(starts((await read(`&first=2&start_time=${text(startAt)}`)).data.segments)).toEqual([
    text(startAt),
    text(startAt + 7 * DAY_MS),
  ]);
  expect(starts((await read("&start_time=9999-12-31T23:59:59Z")).data.segments)).toEqual([]);
});

test("broadcasts are found by their ids, and those that are not there are left out", async () => {
  const added = await post({ is_recurring: true });
  const [first, second, third] = (await read()).data.segments;
  const asked = [third?.id, first?.id, encodePlannedId(crypto.randomUUID(), "2026-W01")];
  const found = await read(asked.map((one) => `&id=${encodeURIComponent(one ?? "")}`).join(""));
  expect([found.data.segments, found.pagination]).toEqual([[third, first], {}]);
  expect([first?.id, decodePlannedId(second?.id ?? "")?.segment]).toEqual([
    idOf(added),
    decodePlannedId(idOf(added))?.segment,
  ]);
});

test("a change of one broadcast changes its series, and names what it changes", async () => {
  const added = await post({ is_recurring: true });
  const second = (await read()).data.segments[1]?.id ?? "";
  const after = await patch(second, { duration: 120, title: "More engines", category_id: "0" });
  expect(after.segments).toMatchObject([{ id: second, title: "More engines", category: null, is_recurring: true }]);
  const [first] = (await read()).data.segments;
  expect([first?.id, Date.parse(first?.end_time ?? "") - Date.parse(first?.start_time ?? "")]).toEqual([
    idOf(added),
    120 * 60_000,
  ]);
});

test("a single broadcast is moved; a series is not", async () => {
  const single = idOf(await post());
  expect(starts((await patch(single, { start_time: text(days(30)) })).segments)).toEqual([text(days(30))]);
  const series = idOf(await post({ is_recurring: true }));
  const path = `PATCH /schedule/segment?broadcaster_id=${id}&id=${encodeURIComponent(series)}`;
  expect(await world.refusal(path, asOwner({ start_time: text(days(2)) }))).toEqual([
    400,
    "The start_time of a recurring segment cannot be changed.",
  ]);
});

test("cancelling a series cancels its next broadcast, whichever was named", async () => {
  await post({ is_recurring: true });
  const [first, second] = (await read()).data.segments;
  const answer = await patch(second?.id ?? "", { is_canceled: true });
  expect(answer.segments).toEqual([{ ...first, canceled_until: first?.end_time }]);
  expect((await read("&first=2")).data.segments.map(({ canceled_until }) => canceled_until)).toEqual([
    first?.end_time,
    null,
  ]);
  expect((await patch(first?.id ?? "", { is_canceled: false })).segments).toEqual([first]);
});

test("a vacation is said, and ended", async () => {
  await post();
  const settings = (query: string) => world.ask(`PATCH /schedule/settings?broadcaster_id=${id}&${query}`, asOwner());
  const [from, until] = [text(days(2)), text(days(9))];
  const away = `is_vacation_enabled=true&vacation_start_time=${from}&vacation_end_time=${until}&timezone=Europe/Berlin`;
  expect([(await settings(away)).status, (await read()).data.vacation]).toEqual([
    204,
    { start_time: from, end_time: until },
  ]);
  expect([(await settings("timezone=UTC")).status, (await read()).data.vacation]).toEqual([
    204,
    { start_time: from, end_time: until },
  ]);
  expect([(await settings("is_vacation_enabled=false")).status, (await read()).data.vacation]).toEqual([204, null]);
});

test("what was deleted is gone, with all of its weeks", async () => {
  await post({ title: "stays" });
  await post({ is_recurring: true });
  const named = (await read()).data.segments.find((planned) => planned.is_recurring)?.id ?? "";
  const path = `DELETE /schedule/segment?broadcaster_id=${id}&id=${encodeURIComponent(named)}`;
  expect((await world.ask(path, asOwner())).status).toBe(204);
  expect((await read()).data.segments.map(({ title }) => title)).toEqual(["stays"]);
  expect(await world.refusal(path, asOwner())).toEqual([404, "The channel's schedule has no such segment."]);
});

test.each<readonly [string, Body | undefined, number, string]>([
  [
    "GET /schedule?broadcaster_id=x",
    undefined,
    400,
    'The parameter "broadcaster_id" was malformed: the value must be a valid ID',
  ],
  ["GET /schedule?:own&id=x", undefined, 400, 'The parameter "id" was malformed: the value must be a valid ID'],
  [
    "GET /schedule?:own&start_time=tomorrow",
    undefined,
    400,
    'The parameter "start_time" was malformed: the value must be a time as in RFC 3339',
  ],
  [
    "GET /schedule?:own&first=26",
    undefined,
    400,
    'The parameter "first" was malformed: the value must be less than or equal to 25',
  ],
  ["GET /schedule?:own&after=x", undefined, 400, 'The parameter "after" was malformed: invalid cursor'],
  ["POST /schedule/segment?:own", {}, 400, 'Missing required parameter "start_time"'],
  [
    "POST /schedule/segment?:own",
    broadcast({ start_time: "soon" }),
    400,
    'The parameter "start_time" was malformed: the value must be a time as in RFC 3339',
  ],
  [
    "POST /schedule/segment?:own",
    broadcast({ timezone: "Mars" }),
    400,
    'The parameter "timezone" was malformed: there is no such time zone',
  ],
  [
    "POST /schedule/segment?:own",
    broadcast({ duration: "29" }),
    400,
    'The parameter "duration" was malformed: a broadcast is planned for 30 minutes or more',
  ],
  [
    "POST /schedule/segment?:own",
    broadcast({ duration: 1381 }),
    400,
    'The parameter "duration" was malformed: a broadcast is planned for 1380 minutes at most',
  ],
  [
    "POST /schedule/segment?:own",
    broadcast({ title: "x".repeat(141) }),
    400,
    'The parameter "title" was malformed: a title has at most 140 characters',
  ],
  ["POST /schedule/segment?:own", broadcast({ category_id: "999999" }), 400, "There is no such category."],
  ["PATCH /schedule/segment?:own", { title: "x" }, 400, 'Missing required parameter "id"'],
  [
    "PATCH /schedule/segment?:own&id=x",
    { title: "x" },
    400,
    'The parameter "id" was malformed: the value must be a valid ID',
  ],
  ["PATCH /schedule/segment?:own&id=:unknown", { title: "x" }, 404, "The specified broadcast segment was not found."],
  [
    "DELETE /schedule/segment?:own&id=x",
    undefined,
    400,
    'The parameter "id" was malformed: the value must be a valid ID',
  ],
  [
    "PATCH /schedule/settings?:own&is_vacation_enabled=true",
    undefined,
    400,
    'Missing required parameter "vacation_start_time"',
  ],
  [
    "PATCH /schedule/settings?:own&is_vacation_enabled=true&vacation_start_time=2030-01-02T00:00:00Z&vacation_end_time=2030-01-01T00:00:00Z&timezone=UTC",
    ...([undefined, 400, "The date in vacation_end_time must be later than the date in vacation_start_time."] as const),
  ],
])("%s with %j answers %i", async (request, body, status, message) => {
  const unknown = encodeURIComponent(encodePlannedId("e4acc724-371f-402c-81ca-23ada79759d4", "2026-W01"));
  const filled = request.replace(":own", `broadcaster_id=${id}`).replace(":unknown", unknown);
  expect(await world.refusal(filled, asOwner(body))).toEqual([status, message]);
});

test("the calendar needs no token", async () => {
  await post({ title: "Engines, and more" });
  const answer = await world.edge.request(`/helix/schedule/icalendar?broadcaster_id=${id}`);
  const calendar = await answer.text();
  expect([
    ...[answer.status, answer.headers.get("Content-Type"), answer.headers.get("Cache-Control")],
    ...[calendar.startsWith("BEGIN:VCALENDAR\r\n"), calendar.includes("\r\nSUMMARY:Engines\\, and more\r\n")],
  ]).toEqual([200, "text/calendar; charset=utf-8", "public, max-age=300, stale-if-error=0", true, true]);
  expect([
    await world.refusal("GET /schedule/icalendar"),
    await world.refusal("GET /schedule/icalendar?broadcaster_id=x"),
    await world.refusal("GET /schedule/icalendar?broadcaster_id=999999"),
  ]).toEqual([
    [400, 'Missing required parameter "broadcaster_id"'],
    [400, 'The parameter "broadcaster_id" was malformed: the value must be a valid ID'],
    [400, "The ID in broadcaster_id was not found."],
  ]);
});
