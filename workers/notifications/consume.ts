/** Takes the steps by which followers are told from their queue. Each may run again: what it did shows in the rows. */

import * as v from "valibot";
import { inPieces } from "#durable-objects/eventsub-room/fan-out.ts";
import { assertNever } from "#protocol/assert.ts";
import { MAX_REACHED, type NoticeJob, noticeJobSchema } from "#protocol/events/queues.ts";
import { loggable } from "#protocol/loggable.ts";
import type { Env } from "../env.ts";
import { outboundFault } from "../events/outbound-address.ts";
import { pauseAfter } from "../events/pauses.ts";
import type { Fetch } from "../eventsub/webhook.ts";
import { flagsOf } from "../flags/flags.ts";
import { mailerOf } from "../mail/mailer.ts";
import { liveLetter } from "./letter.ts";
import { CHUNKS_AT_ONCE, NOTICE_KEPT_MS, RETRY_SECONDS, STALE_MS } from "./limits.ts";
import { push, vapidOf } from "./push.ts";
import {
  addressOf,
  type Chunk,
  channelOf,
  claimWay,
  isChunkThrough,
  releaseWay,
  setChunkThrough,
  sweepNotices,
  writeChunk,
} from "./rows.ts";
import { deviceById, devicesOf, forgetDevice, waysTo } from "./wishes.ts";

type Job<K extends NoticeJob["kind"]> = Extract<NoticeJob, { readonly kind: K }>;

/** Messages of one call to a queue (the platform's limit). */
const MAX_QUEUE_BATCH = 100;

export async function consumeNotices(env: Env, batch: MessageBatch, fetch: Fetch): Promise<void> {
  const flags = await flagsOf(env, () => undefined);
  // Dropped, not put off: a notice of a broadcast that has long begun is worth nothing.
  if (!flags.isOn("notices")) return batch.ackAll();
  const read = batch.messages.map((message) => ({ message, parsed: v.safeParse(noticeJobSchema, message.body) }));
  const chunkJobs = read.filter(({ parsed }) => parsed.success && parsed.output.kind === "chunk").length;
  const chunks = Math.max(1, Math.floor(CHUNKS_AT_ONCE / Math.max(1, chunkJobs)));
  await Promise.all(
    read.map(async ({ message, parsed }) => {
      try {
        // What does not fit is of another version of this Worker: nothing that a second try would change.
        if (!parsed.success || (await handle(env, parsed.output, chunks, fetch))) return message.ack();
      } catch (cause) {
        console.error("a step of telling followers failed", loggable(cause));
      }
      message.retry({ delaySeconds: pauseAfter(RETRY_SECONDS, message.attempts) });
    }),
  );
}

/** False when it is to be tried again. `chunks` is how many one message may tell. */
async function handle(env: Env, job: NoticeJob, chunks: number, fetch: Fetch): Promise<boolean> {
  switch (job.kind) {
    case "chunk":
      await tellChunks(env, job, chunks);
      return true;
    case "reach":
      await reach(env, job);
      return true;
    case "push":
      return pushTo(env, job, fetch);
    case "mail":
      return mailTo(env, job, fetch);
    default:
      return assertNever(job, "unknown step");
  }
}

/**
 * Writes the notices of some chunks; then hands on those who want more, and leaves the rest to the next message. Pushes wait for all of these
 * notices, since they would keep the database from them. The mark comes last: without it all of this runs again.
 */
async function tellChunks(env: Env, job: Job<"chunk">, chunks: number): Promise<void> {
  const { broadcastId, channelId, startedAt, after } = job;
  if (await isChunkThrough(env.DB, broadcastId, after)) return;
  const now = Date.now();
  const reachable: string[] = [];
  let next: number | null = after;
  for (let told = 0; told < chunks && next !== null; told++) {
    const chunk: Chunk | null = await writeChunk(env.DB, { broadcastId, channelId, after: next, now });
    reachable.push(...(chunk?.reachable ?? []));
    next = chunk?.isFull === true ? chunk.last : null;
  }
  const live = { broadcastId, channelId, startedAt };
  const jobs = inPieces(reachable, MAX_REACHED).map((userIds) => ({
    body: { kind: "reach" as const, ...live, userIds: [...userIds] },
  }));
  for (const piece of inPieces(jobs, MAX_QUEUE_BATCH)) await env.NOTICES.sendBatch(piece);
  if (next !== null) await env.NOTICES.send({ ...job, after: next });
  await setChunkThrough(env.DB, broadcastId, after);
  await sweepNotices(env.DB, now - NOTICE_KEPT_MS);
}

/** By which ways those who want more are reached: a message each. */
async function reach(env: Env, { broadcastId, channelId, startedAt, userIds }: Job<"reach">): Promise<void> {
  const now = Date.now();
  if (isStale(startedAt, now)) return;
  const ways = await waysTo(env.DB, userIds, now);
  const live = { broadcastId, channelId, startedAt };
  const pushed = vapidOf(env) === null ? [] : ways.filter((one) => one.push).map(({ userId }) => userId);
  const devices = await devicesOf(env.DB, pushed);
  const jobs: readonly { body: NoticeJob }[] = [
    ...devices.map((deviceId) => ({ body: { kind: "push" as const, ...live, deviceId } })),
    ...ways.filter((one) => one.mail).map(({ userId }) => ({ body: { kind: "mail" as const, ...live, userId } })),
  ];
  for (const piece of inPieces(jobs, MAX_QUEUE_BATCH)) await env.NOTICES.sendBatch(piece);
}

const isStale = (startedAt: number, now: number): boolean => now - startedAt > STALE_MS;

async function pushTo(env: Env, job: Job<"push">, fetch: Fetch): Promise<boolean> {
  const { broadcastId, channelId, startedAt, deviceId } = job;
  const vapid = vapidOf(env);
  if (vapid === null || isStale(startedAt, Date.now())) return true;
  const [device, channel] = await Promise.all([deviceById(env.DB, deviceId), channelOf(env.DB, channelId)]);
  if (device === null || channel === null) return true;
  if (outboundFault(device.endpoint, env.DEVELOPMENT === "1") !== null) return true;
  const { login, display_name: name, title } = channel;
  const message = { kind: "live" as const, broadcastId, channelId, login, name, title };
  return once(env, broadcastId, deviceId, async () => {
    const pushed = await push(fetch, vapid, device, message);
    if (pushed === "gone") await forgetDevice(env.DB, deviceId);
    if (pushed === "refused") console.warn("a push service refused a push");
    return pushed !== "later";
  });
}

async function mailTo(env: Env, job: Job<"mail">, fetch: Fetch): Promise<boolean> {
  const { broadcastId, channelId, startedAt, userId } = job;
  const { SITE: site } = env;
  if (site === undefined || isStale(startedAt, Date.now())) return true;
  // The operator's switch lasts longer than a queue tries again.
  if (!(await flagsOf(env, () => undefined)).isOn("mail")) return true;
  const mailer = mailerOf(env, (url, init) => fetch(new Request(url, init)));
  const [address, channel] = await Promise.all([addressOf(env.DB, userId), channelOf(env.DB, channelId)]);
  if (mailer === null || address === null || channel === null) return true;
  return once(env, broadcastId, `mail ${userId}`, async () => {
    await mailer(liveLetter(address, site, channel));
    return true;
  });
}

/**
 * Sends by a way that nothing was sent by, and answers whether that is done. The claim comes first: should we die between it and the sending,
 * somebody is not told, which is better than telling everybody twice whenever a message comes twice.
 */
async function once(env: Env, broadcastId: string, way: string, send: () => Promise<boolean>): Promise<boolean> {
  if (!(await claimWay(env.DB, broadcastId, way))) return true;
  try {
    if (await send()) return true;
  } catch (cause) {
    console.warn("a notice was not sent yet", loggable(cause));
  }
  await releaseWay(env.DB, broadcastId, way);
  return false;
}
