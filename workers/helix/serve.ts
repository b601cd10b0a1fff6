/** Answers a request of one endpoint: who asks, whether it may, how often, and the headers that every answer has. */
import type { Context } from "hono";
import { RATE_POINTS } from "#protocol/helix/envelope.ts";
import { has } from "#protocol/users/scopes.ts";
import { callerOf } from "../auth/caller-limit.ts";
import type { App } from "../env.ts";
import { Buckets, type Taken } from "../gateway/buckets.ts";
import { type ApiClient, requireClient } from "../oauth/client.ts";
import type { Call, Endpoint } from "./endpoint.ts";
import { HelixFault, helixError, helixFaultAnswer } from "./fault.ts";
import { Query } from "./query.ts";

const buckets = new Buckets();

export async function serve(c: Context<App>, endpoint: Endpoint): Promise<Response> {
  const nowMs = Date.now();
  const asked = await clientOf(c);
  return paced(asked.bucket, nowMs, () => answerTo(c, endpoint, asked, nowMs));
}

/** Answers a request for which nobody shows a token: it counts for its address. */
export function serveOpen(
  c: Context<App>,
  answer: (call: Pick<Call, "db" | "query" | "origin" | "nowMs">) => Promise<Response>,
): Promise<Response> {
  const nowMs = Date.now();
  return paced(bucketOfAddress(c), nowMs, async () => {
    try {
      const { searchParams, origin } = new URL(c.req.url);
      return await answer({ db: c.env.DB, query: new Query(searchParams), origin, nowMs });
    } catch (fault) {
      return helixFaultAnswer(fault);
    }
  });
}

async function paced(bucket: string, nowMs: number, answering: () => Promise<Response>): Promise<Response> {
  const taken = buckets.take(bucket, RATE_POINTS, nowMs);
  const answer = taken.isGranted
    ? await answering()
    : helixError(429, "Too many requests: the Ratelimit-Reset header says when to come back.");
  for (const [name, value] of Object.entries(rateHeaders(taken, nowMs))) answer.headers.set(name, value);
  return answer;
}

const rateHeaders = ({ limit, remaining, resetS }: Taken, nowMs: number): Readonly<Record<string, string>> => ({
  "Ratelimit-Limit": String(limit),
  "Ratelimit-Remaining": String(remaining),
  // Unix seconds, where other APIs count from now.
  "Ratelimit-Reset": String(Math.ceil(nowMs / 1000) + resetS),
});

type Asked =
  | { readonly bucket: string; readonly client: ApiClient }
  | { readonly bucket: string; readonly fault: unknown };

const bucketOfAddress = (c: Context<App>): string => `address ${callerOf(c.req.header("CF-Connecting-IP"))}`;

/** Programs have a bucket for each user; whoever shows no token that counts has one for its address. */
async function clientOf(c: Context<App>): Promise<Asked> {
  try {
    const client = await requireClient(c);
    return { bucket: `${client.clientId} ${client.identity?.user.id ?? ""}`, client };
  } catch (fault) {
    return { bucket: bucketOfAddress(c), fault };
  }
}

async function answerTo(c: Context<App>, endpoint: Endpoint, asked: Asked, nowMs: number): Promise<Response> {
  try {
    if ("fault" in asked) throw asked.fault;
    const body = await bodyOf(c, endpoint, asked.client, nowMs);
    const headers = { "Cache-Control": "no-store" };
    return body === null ? new Response(null, { status: 204, headers }) : Response.json(body, { headers });
  } catch (fault) {
    return helixFaultAnswer(fault);
  }
}

async function bodyOf(
  c: Context<App>,
  endpoint: Endpoint,
  { clientId, identity, scopes }: ApiClient,
  nowMs: number,
): Promise<object | null> {
  const { searchParams, origin } = new URL(c.req.url);
  const call: Call = { c, db: c.env.DB, query: new Query(searchParams), clientId, identity, scopes, origin, nowMs };
  if (endpoint.scopes === null) return await endpoint.answer(call);
  if (identity === null) {
    if (endpoint.ofProgram !== undefined) return await endpoint.ofProgram(call);
    throw new HelixFault(401, "This request needs a user's access token.");
  }
  const needed = endpoint.scopes;
  if (needed.length > 0 && !has(scopes, ...needed)) throw new HelixFault(401, `Missing scope: ${needed.join(" or ")}`);
  return await endpoint.answer({ ...call, identity });
}
