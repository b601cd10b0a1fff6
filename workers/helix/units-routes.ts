/** Twitch's test server tells at /units what it holds; so do we, in development only: in production these addresses do not exist. */
import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { categoriesAfter } from "../categories/rows.ts";
import { FROM_THE_TOP } from "../channels/paging.ts";
import type { App } from "../env.ts";
import { helixError, helixFaultAnswer } from "./fault.ts";
import { oldestPeople } from "./rows/people.ts";
import { streams } from "./rows/streams.ts";
import { gameOf, streamOf, userOf } from "./shapes.ts";

/** Entries of an answer, at most: the test server's number. */
const MAX_UNITS = 100;

const developmentOnly = createMiddleware<App>(async (c, next) =>
  c.env.DEVELOPMENT === "1" ? next() : helixError(404, "There is nothing here."),
);

const answered = (data: readonly object[]): Response =>
  Response.json({ cursor: "", total: data.length, data }, { headers: { "Cache-Control": "no-store" } });

export const unitRoutes = new Hono<App>()
  .use(developmentOnly)
  .get("/users", async (c) => {
    const people = await oldestPeople(c.env.DB, MAX_UNITS);
    return answered(people.map((person) => userOf(new URL(c.req.url).origin, person, null)));
  })
  .get("/streams", async (c) => {
    const ask = { list: "units", limit: MAX_UNITS, direction: "after", place: null } as const;
    const live = await streams(c.env.DB, { categories: [], languages: [] }, ask);
    return answered(live.slice(0, MAX_UNITS).map((row) => streamOf(new URL(c.req.url).origin, row)));
  })
  .get("/categories", async (c) => {
    const categories = await categoriesAfter(c.env.DB, FROM_THE_TOP, MAX_UNITS);
    return answered(categories.map((category) => gameOf(new URL(c.req.url).origin, category)));
  })
  .all("*", () => helixError(404, "There is no such unit."))
  .onError(helixFaultAnswer);
