/** Fetches what other sites keep of a channel's emotes: their list and their images. Keeps nothing; which sites, the operator decides. */

import * as v from "valibot";
import {
  listUrl,
  type Provider,
  parseThirdPartyId,
  providerSchema,
  readThirdParty,
  type ThirdPartyEmote,
  thirdPartyImageUrls,
} from "#durable-objects/chat-room/emotes/third-party.ts";
import type { EmoteSide } from "#protocol/chat/emote.ts";
import { MAX_EMOTE_BYTES } from "#protocol/chat/limits.ts";
import { Fault } from "#protocol/errors.ts";
import { contentTypeOf, readEmoteImage } from "./emote-image.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Time that a provider has to answer, milliseconds. */
const PROVIDER_MS = 5000;
/** Bytes of a provider's list, at most: 7TV's largest have 3 MB. */
export const MAX_LIST_BYTES = 8 * 1024 * 1024;
/** Frames of a provider's animation, at most; they allow more than we do. */
const MAX_PROVIDER_FRAMES = 1000;

/** The providers that the setting THIRD_PARTY_EMOTES names, e.g. `bttv,7tv`; none without it. */
export const providersOf = (setting: string | undefined): readonly Provider[] =>
  (setting ?? "").split(",").flatMap((name) => {
    const parsed = v.safeParse(providerSchema, name.trim());
    return parsed.success ? [parsed.output] : [];
  });

/** A channel's emotes at a provider; empty when the provider does not know the channel. */
export async function fetchThirdParty(
  fetch: Fetch,
  provider: Provider,
  twitchId: string,
): Promise<readonly ThirdPartyEmote[]> {
  const body = await ask(fetch, listUrl(provider, twitchId), MAX_LIST_BYTES);
  if (body === null) return [];
  const emotes = readThirdParty(provider, parseJson(body));
  if (emotes === null) throw new Fault("unavailable", `What ${provider} answered is no list of emotes.`);
  return emotes;
}

export type ThirdPartyImage = { readonly bytes: Uint8Array; readonly contentType: string };

/** An emote's image from its provider, checked; null when there is none, or the provider is not one that the operator chose. */
export async function fetchThirdPartyImage(
  fetch: Fetch,
  providers: readonly Provider[],
  id: string,
  side: EmoteSide,
): Promise<ThirdPartyImage | null> {
  const parsed = parseThirdPartyId(id);
  if (parsed === null || !providers.includes(parsed.provider)) return null;
  for (const url of thirdPartyImageUrls(id, side)) {
    const bytes = await ask(fetch, url, MAX_EMOTE_BYTES);
    if (bytes !== null) return { bytes, contentType: checkedType(bytes, parsed.provider) };
  }
  return null;
}

function checkedType(bytes: Uint8Array, provider: Provider): string {
  try {
    return contentTypeOf(readEmoteImage(bytes, MAX_PROVIDER_FRAMES).format);
  } catch (cause) {
    throw new Fault("unavailable", `What ${provider} answered is no image that is shown here.`, cause);
  }
}

/** The body of an answer; null when there is nothing at the address. */
async function ask(fetch: Fetch, url: string, maxBytes: number): Promise<Uint8Array | null> {
  const unavailable = (cause?: unknown): Fault =>
    new Fault("unavailable", `${new URL(url).host} does not answer as it should. Try again later.`, cause);
  try {
    const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(PROVIDER_MS) });
    if (answer.status === 200 && answer.body !== null) return await readAtMost(answer.body, maxBytes);
    await answer.body?.cancel();
    if (answer.status === 404) return null;
  } catch (cause) {
    throw unavailable(cause);
  }
  throw unavailable();
}

/** The whole body; throws an `unavailable` Fault when it is longer. */
export async function readAtMost(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.byteLength;
    if (length > maxBytes) throw new Fault("unavailable", `The answer has more than ${maxBytes} bytes.`);
    parts.push(part);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // No list, as any other text that is none.
    return null;
  }
}
