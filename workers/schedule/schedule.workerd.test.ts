import { env, exports } from "cloudflare:workers";
import { beforeAll, beforeEach, expect, test } from "vitest";
import {
  KEPT_AFTER_END_MS,
  MAX_DAYS_AWAY,
  MAX_MINUTES,
  MAX_SEGMENTS,
  MAX_UPCOMING,
  MIN_MINUTES,
  type NewSegment,
  type Schedule,
} from "#protocol/channel/schedule.ts";
import { DAY_MS } from "#protocol/time-zone.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { migrate } from "#testing/migrations.ts";
import { exportOf } from "../accounts/leaving-rows.ts";

type Headers = Record<string, string>;
const world = new EdgeWorld((request) => exports.default.fetch(request));

let made = 0;
let login = "";
let id = "";
let owner: Headers = {};

beforeAll(() => migrate(env.DB));
beforeEach(async () => {
  login = `planner_${++made}`;
  id = (await world.createChannel(login)).id;
  owner = await world.bearer(login, ["channel:manage:broadcast"]);
});

/** Tomorrow, at a whole minute. */
const soon = (): number => Math.ceil((Date.now() + DAY_MS) / 60_000) * 60_000;
const segment = (change: Partial<NewSegment> = {}): NewSegment => ({
  ...{ startAt: soon(), timeZone: "UTC", minutes: 90, title: "Boss fight", category: "1", weekly: true },
  ...change,
});

const send = (method: string, path: string, body?: unknown, headers = owner): Promise<Response> =>
  world.request(`/api/channels/${login}/schedule${path}`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const scheduleIn = async (answer: Response): Promise<Schedule> => {
  expect([answer.ok, answer.headers.get("Content-Type")]).toEqual([true, "application/json"]);
  return answer.json();
};
const read = async (): Promise<Schedule> => scheduleIn(await send("GET", ""));
const add = async (change: Partial<NewSegment> = {}): Promise<Schedule> =>
  scheduleIn(await send("POST", "/segments", segment(change)));
const refusal = async (answering: Promise<Response>): Promise<unknown> => {
  const answer = await answering;
  const { error } = await answer.json<{ error: { message: string } }>();
  return [answer.status, error.message];
};

test("a channel that planned nothing has an empty schedule, and one that does not exist has none", async () => {
  const answer = await send("GET", "");
  expect([answer.headers.get("Cache-Control"), await answer.json()]).toEqual([
    "public, max-age=60, stale-if-error=0",
    { segments: [], upcoming: [], vacation: null },
  ]);
  expect((await world.request("/api/channels/nobody_here/schedule")).status).toBe(404);
  expect((await world.request("/api/channels/nobody_here/schedule.ics")).status).toBe(404);
});

test("what is planned weekly comes every week of a year, and what is planned once comes once", async () => {
  const startAt = soon();
  const posted = await send("POST", "/segments", segment({ startAt, title: "  Boss fight " }));
  expect([posted.status, posted.headers.get("Cache-Control")]).toEqual([201, "no-store"]);
  const once = await add({ startAt: startAt + 60_000, weekly: false, category: null, title: "" });
  const [first, second] = once.segments;
  const category = { id: "1", name: "Just Chatting", slug: "just-chatting" };
  expect(once.segments).toEqual([
    { id: first?.id, startAt, timeZone: "UTC", minutes: 90, title: "Boss fight", category, weekly: true },
    {
      ...{ id: second?.id, startAt: startAt + 60_000, timeZone: "UTC", minutes: 90, title: "", category: null },
      weekly: false,
    },
  ]);
  expect(once.upcoming.length).toBe(MAX_UPCOMING);
  const times = { startAt, endAt: startAt + 90 * 60_000 };
  expect(once.upcoming[0]).toEqual({
    ...{ segment: first?.id, week: once.upcoming[0]?.week, ...times, title: "Boss fight", category, weekly: true },
    standing: "planned",
  });
  expect(once.upcoming.filter((planned) => planned.segment === second?.id).length).toBe(1);
  expect(await read()).toEqual(once);
});

test("what goes on is named until it is over", async () => {
  const now = Date.now();
  await add({ startAt: now - 60 * 60_000, minutes: 90, weekly: false, title: "on" });
  await add({ startAt: now - 60 * 60_000, minutes: 30, weekly: false, title: "over" });
  const { segments, upcoming } = await read();
  expect([segments.map(({ title }) => title).toSorted(), upcoming.map(({ title }) => title)]).toEqual([
    ["on", "over"],
    ["on"],
  ]);
});

test("a change names what changes, and the rest stays", async () => {
  const { segments } = await add();
  const path = `/segments/${segments[0]?.id}`;
  const changed = await scheduleIn(await send("PATCH", path, { minutes: 30, category: null, timeZone: "Asia/Tokyo" }));
  expect(changed.segments).toEqual([{ ...segments[0], minutes: 30, category: null, timeZone: "Asia/Tokyo" }]);
  const single = await scheduleIn(await send("PATCH", path, { weekly: false, title: "Once" }));
  expect(single.upcoming.map(({ title, weekly }) => [title, weekly])).toEqual([["Once", false]]);
  expect((await scheduleIn(await send("DELETE", path))).segments).toEqual([]);
  expect(await refusal(send("DELETE", path))).toEqual([404, "The channel's schedule has no such segment."]);
  expect(await refusal(send("PATCH", path, { minutes: 30 }))).toEqual([
    404,
    "The channel's schedule has no such segment.",
  ]);
});

test("a series that began years ago is changed, though nothing new may begin then", async () => {
  const { segments } = await add();
  const [startAt, path] = [Date.now() - 1000 * DAY_MS, `/segments/${segments[0]?.id}`];
  await env.DB.prepare("UPDATE schedule_segments SET starts_at = ? WHERE id = ?").bind(startAt, segments[0]?.id).run();
  expect((await scheduleIn(await send("PATCH", path, { startAt, minutes: 30 }))).segments).toEqual([
    { ...segments[0], startAt, minutes: 30 },
  ]);
  expect((await send("PATCH", path, { startAt: startAt - DAY_MS })).status).toBe(400);
});

test("one broadcast of a series is cancelled, and takes place after all", async () => {
  const { upcoming } = await add();
  const [first, second] = upcoming;
  const path = `/segments/${first?.segment}/cancelled/${second?.week}`;
  const standings = (schedule: Schedule) => schedule.upcoming.slice(0, 3).map(({ standing }) => standing);
  expect(standings(await scheduleIn(await send("PUT", path)))).toEqual(["planned", "cancelled", "planned"]);
  expect(standings(await scheduleIn(await send("PUT", path)))).toEqual(["planned", "cancelled", "planned"]);
  expect(standings(await scheduleIn(await send("DELETE", path)))).toEqual(["planned", "planned", "planned"]);
  const segmentPath = `/segments/${first?.segment}/cancelled`;
  expect([
    await refusal(send("PUT", `${segmentPath}/2001-W01`)),
    await refusal(send("PUT", `${segmentPath}/next`)),
    await refusal(send("PUT", `/segments/${crypto.randomUUID()}/cancelled/${first?.week}`)),
  ]).toEqual([
    [404, "The segment has no broadcast to come in this week."],
    [400, "A week is written as 2026-W05."],
    [404, "The channel's schedule has no such segment."],
  ]);
});

test("a single broadcast that is moved takes place, though it was cancelled", async () => {
  const { upcoming } = await add({ weekly: false });
  await send("PUT", `/segments/${upcoming[0]?.segment}/cancelled/${upcoming[0]?.week}`);
  expect((await read()).upcoming[0]?.standing).toBe("cancelled");
  const moved = await send("PATCH", `/segments/${upcoming[0]?.segment}`, { startAt: soon() + 60_000 });
  expect((await scheduleIn(moved)).upcoming[0]?.standing).toBe("planned");
});

test("nothing takes place in a vacation", async () => {
  const startAt = soon();
  await add({ startAt });
  const vacation = { startAt: startAt - 1000, endAt: startAt + 8 * DAY_MS, timeZone: "Europe/Berlin" };
  const away = await scheduleIn(await send("PUT", "/vacation", vacation));
  expect([away.vacation, away.upcoming.slice(0, 3).map(({ standing }) => standing)]).toEqual([
    vacation,
    ["vacation", "vacation", "planned"],
  ]);
  expect((await scheduleIn(await send("DELETE", "/vacation"))).vacation).toBe(null);
  const now = Date.now();
  expect([
    await refusal(send("PUT", "/vacation", { ...vacation, endAt: vacation.startAt })),
    await refusal(send("PUT", "/vacation", { ...vacation, startAt: now - 2000, endAt: now - 1000 })),
    await refusal(send("PUT", "/vacation", { ...vacation, endAt: now + (MAX_DAYS_AWAY + 1) * DAY_MS })),
  ]).toEqual([
    [400, "a vacation ends after it begins"],
    [400, "The vacation is over already."],
    [400, `A vacation ends at most ${MAX_DAYS_AWAY} days from now.`],
  ]);
});

test("each value has its limit, and what goes past it is not planned", async () => {
  const now = Date.now();
  const fits = [
    { minutes: MIN_MINUTES },
    { minutes: MAX_MINUTES },
    { title: "😀".repeat(140) },
    { startAt: now + MAX_DAYS_AWAY * DAY_MS - 60_000 },
    { startAt: now - MAX_DAYS_AWAY * DAY_MS + 60_000 },
  ];
  for (const change of fits)
    expect([change, (await send("POST", "/segments", segment(change))).status]).toEqual([change, 201]);
  const refused: readonly object[] = [
    { minutes: MIN_MINUTES - 1 },
    { minutes: MAX_MINUTES + 1 },
    { minutes: 30.5 },
    { title: "x".repeat(141) },
    { title: "two\nlines" },
    { startAt: now + (MAX_DAYS_AWAY + 1) * DAY_MS },
    { startAt: now - (MAX_DAYS_AWAY + 1) * DAY_MS },
    { startAt: "2026-01-01" },
    { timeZone: "Mars/Olympus" },
    { timeZone: "+01:00" },
    { category: "999999" },
    { weekly: 1 },
  ];
  const statuses = await Promise.all(
    refused.map(async (change) => (await send("POST", "/segments", { ...segment(), ...change })).status),
  );
  expect(statuses).toEqual(refused.map(() => 400));
  expect((await read()).segments.length).toBe(fits.length);
  expect((await send("PATCH", `/segments/${(await read()).segments[0]?.id}`, {})).status).toBe(400);
});

const INSERT = `INSERT INTO schedule_segments
  (id, channel_id, starts_at, time_zone, minutes, title, category_id, weekly, changed_at)
  SELECT printf('%08x-0000-4000-8000-%012d', ?1, value), ?1, ?2, 'UTC', 60, '', NULL, 0, 0
  FROM json_each(?3)`;

test("a schedule has so many segments and no more, where those long over do not count", async () => {
  const fill = (count: number, startAt: number, from: number) =>
    env.DB.prepare(INSERT)
      .bind(Number(id), startAt, JSON.stringify(Array.from({ length: count }, (_, at) => from + at)))
      .run();
  await fill(MAX_SEGMENTS - 1, soon(), 0);
  expect((await send("POST", "/segments", segment())).status).toBe(201);
  expect(await refusal(send("POST", "/segments", segment()))).toEqual([409, "A schedule has at most 100 segments."]);
  await env.DB.prepare("UPDATE schedule_segments SET starts_at = ? WHERE channel_id = ? AND weekly = 0")
    .bind(Date.now() - KEPT_AFTER_END_MS - 61 * 60_000, Number(id))
    .run();
  expect((await add()).segments.length).toBe(2);
});

test("nobody touches another channel's segment through its own", async () => {
  const { segments, upcoming } = await add();
  const other = `other_${made}`;
  await world.createChannel(other);
  const theirs = await world.bearer(other, ["channel:manage:broadcast"]);
  const path = `/api/channels/${other}/schedule/segments/${segments[0]?.id}`;
  const json = { ...theirs, "Content-Type": "application/json" };
  const statuses = [
    await world.request(path, { method: "PATCH", headers: json, body: '{"minutes":30}' }),
    await world.request(path, { method: "DELETE", headers: theirs }),
    await world.request(`${path}/cancelled/${upcoming[0]?.week}`, { method: "PUT", headers: theirs }),
  ].map(({ status }) => status);
  expect([statuses, (await read()).upcoming[0]]).toEqual([[404, 404, 404], upcoming[0]]);
});

test("the calendar file is for everybody", async () => {
  const { segments } = await add({ title: "Boss; fight" });
  const answer = await world.request(`/api/channels/${login}/schedule.ics`);
  const text = await answer.text();
  expect([
    ...["Content-Type", "Content-Disposition", "Cache-Control"].map((name) => answer.headers.get(name)),
    text.startsWith("BEGIN:VCALENDAR\r\n"),
    text.includes(`\r\nUID:${segments[0]?.id}\r\n`),
    text.includes("\r\nSUMMARY:Boss\\; fight\r\n"),
    text.endsWith("END:VEVENT\r\nEND:VCALENDAR\r\n"),
  ]).toEqual([
    "text/calendar; charset=utf-8",
    `inline; filename="${login}.ics"`,
    "public, max-age=300, stale-if-error=0",
    ...[true, true, true, true],
  ]);
});

test("a schedule is in its person's export", async () => {
  const { segments, upcoming } = await add();
  await send("PUT", `/segments/${segments[0]?.id}/cancelled/${upcoming[0]?.week}`);
  await send("PUT", "/vacation", { startAt: soon(), endAt: soon() + DAY_MS, timeZone: "UTC" });
  const tables = await exportOf(env.DB, id, "");
  expect(tables).toMatchObject({
    schedule_segments: [{ id: segments[0]?.id, title: "Boss fight", minutes: 90 }],
    schedule_cancellations: [{ segment_id: segments[0]?.id, week: upcoming[0]?.week }],
    schedule_vacations: [{ time_zone: "UTC" }],
  });
});
