/** What streaming programs ask before they go live: `GET /ingests`, and OBS's `POST /api/v3/GetClientConfiguration`. */
import { Hono } from "hono";
import {
  type Configuration,
  configurationRequestSchema,
  MAX_CONFIGURATION_BYTES,
} from "#protocol/ingest/client-configuration.ts";
import { callerOf, MAX_FAILURES } from "../auth/caller-limit.ts";
import { hashOf } from "../auth/secrets.ts";
import { SharedLimit } from "../auth/shared-limit.ts";
import { limitBody } from "../body-limit.ts";
import { channelByKeyHash } from "../channels/rows.ts";
import type { App } from "../env.ts";
import { flags } from "../flags/flags.ts";
import { NO_NEW_BROADCASTS } from "../ingest/closed.ts";
import { sValidator } from "../validation.ts";
import { configurationFor, refusal } from "./client-configuration.ts";
import { ingestList, serversOf } from "./ingests.ts";

const NO_STORE = { "Cache-Control": "no-store" };
/** Who reads it reads it again when the program starts: a server that is gone is seen this late. */
const PUBLIC_MINUTE = "public, max-age=60, stale-if-error=0";
/** What a refusal calls its form when the request named none that is known. */
const SCHEMA_VERSION = "2025-01-25";

/** Wrong keys, by address of the caller. */
const failures = new SharedLimit({ name: "wrong stream keys", most: MAX_FAILURES });

const refuse = (sentence: string): Configuration => refusal(SCHEMA_VERSION, crypto.randomUUID(), sentence);

export const ingestListRoutes = new Hono<App>().get("/ingests", (c) =>
  c.json(ingestList(serversOf(c.env.INGESTS)), 200, { "Cache-Control": PUBLIC_MINUTE }),
);

/** Below /api. */
export const configurationRoutes = new Hono<App>().post(
  "/v3/GetClientConfiguration",
  limitBody(MAX_CONFIGURATION_BYTES),
  sValidator("json", configurationRequestSchema, (checked, c) => {
    const said = "Rill does not understand this version of your program.";
    return checked.success ? undefined : c.json(refuse(said), 200, NO_STORE);
  }),
  async (c) => {
    const request = c.req.valid("json");
    const say = (sentence: string) => c.json(refuse(sentence), 200, NO_STORE);
    const caller = callerOf(c.req.header("CF-Connecting-IP"));
    if (failures.isGuesser(caller)) return say("Too many wrong stream keys. Try again in a minute.");
    // Flags of the program's own may follow the key.
    const [key = ""] = request.authentication.split("?");
    const channel = await channelByKeyHash(c.env.DB, await hashOf(key));
    if (channel === null) {
      await failures.noteGuess(c, caller);
      return say("This stream key is not known. Copy it again from your studio.");
    }
    if (!(await flags(c)).isOn("broadcasts", { channelId: channel.id })) return say(NO_NEW_BROADCASTS);
    const configId = crypto.randomUUID();
    const allowed = { key: request.authentication, servers: serversOf(c.env.INGESTS), configId };
    return c.json(configurationFor(request, allowed), 200, NO_STORE);
  },
);
