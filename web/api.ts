/** The site's own HTTP API as the pages use it. Answers are parsed; what can go wrong is a returned outcome, never a throw. */
import * as v from "valibot";
import { type ChannelState, channelStateSchema, type Vod, vodSchema } from "#protocol/channel/channel.ts";
import { liveChannelsSchema } from "#protocol/discovery/live.ts";
import { MASTER_NAME } from "#protocol/playback/addresses.ts";
import { takeEarlyResponse } from "./early.ts";

/** An answer that takes longer is a failed one, milliseconds. */
const PATIENCE_MS = 8000;

export type Answer<T> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "missing" }
  /** No answer, or one that is not understood. */
  | { readonly kind: "failed" };

const vodsSchema = v.object({ vods: v.array(vodSchema) });

export type LivePage = { readonly items: readonly ChannelState[]; readonly cursor: string | null };

function readLive(body: unknown): LivePage {
  const { channels, cursor } = v.parse(liveChannelsSchema, body);
  return { items: channels, cursor };
}

/** Who is live, most viewers first; `path` is the page's own, which may have asked before it booted. */
export function getLive(path: string, signal: AbortSignal): Promise<Answer<LivePage>> {
  const early = takeEarlyResponse("live", path);
  return ask(early ?? get("/api/live", signal), readLive);
}

/** A page of those who are live in a category, with a tag, in a language; all of them for a filter of nothing. */
export function getLiveIn(
  filter: { readonly category?: string; readonly tag?: string; readonly language?: string },
  cursor: string | null,
  signal: AbortSignal,
): Promise<Answer<LivePage>> {
  const query = new URLSearchParams(cursor === null ? filter : { ...filter, cursor });
  return ask(get(`/api/live?${query}`, signal), readLive);
}

export function getChannel(login: string, path: string, signal: AbortSignal): Promise<Answer<ChannelState>> {
  const early = takeEarlyResponse("channel", path);
  return ask(early ?? get(`/api/channels/${login}`, signal), (body) => v.parse(channelStateSchema, body));
}

/** The multivariant playlist of a channel that has begun, with the broadcast that its addresses name; null while there is none. */
export async function getPlaylist(
  login: string,
  signal: AbortSignal,
): Promise<{ readonly broadcastId: string; readonly text: string } | null> {
  try {
    const response = await fetch(`/live/${login}/${MASTER_NAME}`, { signal: limited(signal) });
    if (!response.ok) return null;
    const text = await response.text();
    const broadcastId = /^([1-9][0-9]{0,15})\//m.exec(text)?.[1];
    return broadcastId === undefined ? null : { broadcastId, text };
  } catch {
    // Asked for again with the next state.
    return null;
  }
}

export function getVods(login: string, signal: AbortSignal): Promise<Answer<readonly Vod[]>> {
  return ask(get(`/api/channels/${login}/vods`, signal), (body) => v.parse(vodsSchema, body).vods);
}

export function getVod(id: string, signal: AbortSignal): Promise<Answer<Vod>> {
  return ask(get(`/vods/${id}`, signal), (body) => v.parse(vodSchema, body));
}

/** Says that this page still watches; answers with the viewers, or null when the count is not known. */
export async function sendHeartbeat(login: string, viewer: string, signal: AbortSignal): Promise<number | null> {
  const answer = await ask(
    fetch(`/api/channels/${login}/heartbeat`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ viewer }),
      signal: limited(signal),
    }),
    (body) => v.parse(v.object({ viewers: v.number() }), body).viewers,
  );
  return answer.kind === "ok" ? answer.value : null;
}

const limited = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);

function get(path: string, signal: AbortSignal): Promise<Response> {
  return fetch(path, { headers: { accept: "application/json" }, signal: limited(signal) });
}

async function ask<T>(request: Promise<Response>, read: (body: unknown) => T): Promise<Answer<T>> {
  try {
    const response = await request;
    if (response.status === 404) return { kind: "missing" };
    if (!response.ok) return { kind: "failed" };
    return { kind: "ok", value: read(await response.json()) };
  } catch {
    // A lost connection, a time-out or a body that is no such answer: the page says so and asks again.
    return { kind: "failed" };
  }
}
