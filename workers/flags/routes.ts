/** `/api/flags`: what operator settings and feature flags there are, how they stand, and changing them. For staff and the operator. */
import { Hono } from "hono";
import * as v from "valibot";
import { Fault } from "#protocol/errors.ts";
import {
  FEATURES,
  FLAG_NAMES,
  type Flag,
  type FlagHistory,
  type FlagName,
  type FlagState,
  type FlagValue,
  faultOfValue,
  featureNameSchema,
  flagNameSchema,
  flagValueSchema,
  SETTINGS,
} from "#protocol/flags/flag.ts";
import { limitBody, MAX_JSON_BYTES } from "../body-limit.ts";
import type { App, Env } from "../env.ts";
import { badRequest, sValidator } from "../validation.ts";
import { defaultOf, readFlags, writeFlag } from "./flags.ts";
import { requireStaff } from "./who.ts";

/** Below /api. */
export const flagRoutes = new Hono<App>()
  .get("/flags", async (c) => {
    await requireStaff(c);
    const state = await readFlags(c.env);
    const flags: Flag[] = FLAG_NAMES.map((name) => flagOf(c.env, state, knownFlag(name)));
    return c.json({ flags, changes: state.changes });
  })
  .get("/flags/:name", async (c) => {
    await requireStaff(c);
    const name = knownFlag(c.req.param("name"));
    return c.json(historyOf(c.env, await readFlags(c.env), name));
  })
  .put("/flags/:name", limitBody(MAX_JSON_BYTES), sValidator("json", flagValueSchema, badRequest), async (c) => {
    const by = await requireStaff(c);
    const name = knownFlag(c.req.param("name"));
    const to: FlagValue = c.req.valid("json");
    const fault = faultOfValue(name, to);
    if (fault !== null) throw new Fault("bad_request", fault);
    return c.json(historyOf(c.env, await writeFlag(c.env, { name, to, by }), name));
  })
  .delete("/flags/:name", async (c) => {
    const by = await requireStaff(c);
    const name = knownFlag(c.req.param("name"));
    return c.json(historyOf(c.env, await writeFlag(c.env, { name, to: null, by }), name));
  });

function knownFlag(name: string): FlagName {
  if (!v.is(flagNameSchema, name)) throw new Fault("not_found", "There is no such flag.");
  return name;
}

function flagOf(env: Env, { values }: FlagState, name: FlagName): Flag {
  const isFeature = v.is(featureNameSchema, name);
  const standard = isFeature ? defaultOf(env, name) : null;
  const about = isFeature ? FEATURES[name] : SETTINGS[name].about;
  return { name, about, value: values[name] ?? standard, isDefault: values[name] === undefined, default: standard };
}

const historyOf = (env: Env, state: FlagState, name: FlagName): FlagHistory => ({
  ...flagOf(env, state, name),
  changes: state.changes.filter((change) => change.name === name),
});
