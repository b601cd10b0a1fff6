/** When a channel means to be live: read by everybody, as JSON and as a calendar file; changed by those who run the channel. */
import { type Context, Hono } from "hono";
import { createMiddleware } from "hono/factory";
import * as v from "valibot";
import {
  changeSegmentSchema,
  newSegmentSchema,
  type Schedule,
  segmentIdSchema,
  vacationSchema,
  weekSchema,
} from "#protocol/channel/schedule.ts";
import { Fault } from "#protocol/errors.ts";
import { limitBody, MAX_JSON_BYTES } from "../body-limit.ts";
import { editedChannelId } from "../channels/access.ts";
import { describedById } from "../channels/listed-rows.ts";
import type { App } from "../env.ts";
import { channelIdOf } from "../playback/channel-ids.ts";
import { badRequest, sValidator } from "../validation.ts";
import { calendarAnswer, scheduleOf } from "./answers.ts";
import {
  type At,
  addSegment,
  changeSegment,
  changeVacation,
  noSegment,
  removeSegment,
  segmentIn,
  setCancelled,
} from "./change.ts";
import { planOf } from "./rows.ts";

const A_MINUTE = "public, max-age=60, stale-if-error=0";

/** Before the body is looked at: who may not change the channel learns nothing of what is wrong with a change. */
const editor = createMiddleware<App>(async (c, next) => {
  await editedChannelId(c, c.req.param("login") ?? "");
  await next();
});
const small = limitBody(MAX_JSON_BYTES);

/** Below /api. */
export const scheduleRoutes = new Hono<App>()
  .get("/channels/:login/schedule", async (c) => {
    const channelId = await channelIdOf(c.env.DB, c.req.param("login"));
    const now = Date.now();
    const answer: Schedule = scheduleOf(await planOf(c.env.DB, channelId, now), now);
    return c.json(answer, 200, { "Cache-Control": A_MINUTE });
  })
  .get("/channels/:login/schedule.ics", async (c) => {
    const channel = await describedById(c.env.DB, await channelIdOf(c.env.DB, c.req.param("login")));
    if (channel === null) throw new Fault("not_found", "There is no such channel.");
    return calendarAnswer(c.env.DB, channel, new URL(c.req.url).origin, Date.now());
  })
  .post(
    "/channels/:login/schedule/segments",
    editor,
    small,
    sValidator("json", newSegmentSchema, badRequest),
    async (c) => {
      const at = await placeOf(c, c.req.param("login"));
      await addSegment(at, c.req.valid("json"));
      return c.json(await changed(at), 201, NO_STORE);
    },
  )
  .patch(
    "/channels/:login/schedule/segments/:segment",
    editor,
    small,
    sValidator("json", changeSegmentSchema, badRequest),
    async (c) => {
      const at = await placeOf(c, c.req.param("login"));
      const plan = await planOf(at.db, at.channelId, at.now);
      await changeSegment(at, segmentIn(plan, segmentIdOf(c.req.param("segment"))), c.req.valid("json"));
      return c.json(await changed(at), 200, NO_STORE);
    },
  )
  .delete("/channels/:login/schedule/segments/:segment", editor, async (c) => {
    const at = await placeOf(c, c.req.param("login"));
    await removeSegment(at, segmentIdOf(c.req.param("segment")));
    return c.json(await changed(at), 200, NO_STORE);
  })
  .put("/channels/:login/schedule/segments/:segment/cancelled/:week", editor, async (c) => {
    const { login, segment, week } = c.req.param();
    const at = await placeOf(c, login);
    await setCancelled(at, segmentIdOf(segment), weekOf(week), true);
    return c.json(await changed(at), 200, NO_STORE);
  })
  .delete("/channels/:login/schedule/segments/:segment/cancelled/:week", editor, async (c) => {
    const { login, segment, week } = c.req.param();
    const at = await placeOf(c, login);
    await setCancelled(at, segmentIdOf(segment), weekOf(week), false);
    return c.json(await changed(at), 200, NO_STORE);
  })
  .put(
    "/channels/:login/schedule/vacation",
    editor,
    small,
    sValidator("json", vacationSchema, badRequest),
    async (c) => {
      const at = await placeOf(c, c.req.param("login"));
      await changeVacation(at, c.req.valid("json"));
      return c.json(await changed(at), 200, NO_STORE);
    },
  )
  .delete("/channels/:login/schedule/vacation", editor, async (c) => {
    const at = await placeOf(c, c.req.param("login"));
    await changeVacation(at, null);
    return c.json(await changed(at), 200, NO_STORE);
  });

const NO_STORE = { "Cache-Control": "no-store" } as const;

const placeOf = async (c: Context<App>, login: string): Promise<At> => ({
  db: c.env.DB,
  channelId: await channelIdOf(c.env.DB, login),
  now: Date.now(),
});

/** Every change is answered with the schedule as it is now. */
const changed = async ({ db, channelId, now }: At): Promise<Schedule> =>
  scheduleOf(await planOf(db, channelId, now), now);

function segmentIdOf(id: string): string {
  if (!v.is(segmentIdSchema, id)) throw noSegment();
  return id;
}

function weekOf(week: string): string {
  if (!v.is(weekSchema, week)) throw new Fault("bad_request", "A week is written as 2026-W05.");
  return week;
}
