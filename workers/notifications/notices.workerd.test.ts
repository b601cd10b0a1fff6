import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { markEvent, type PlatformEvent } from "#protocol/events/platform-event.ts";
import type { Delivery, NoticeJob } from "#protocol/events/queues.ts";
import { EdgeWorld } from "#testing/edge-world.ts";
import { FakeCallback } from "#testing/fake-callback.ts";
import { base64url, FakePushService } from "#testing/fake-push-service.ts";
import { migrate } from "#testing/migrations.ts";
import { prng } from "#testing/prng.ts";
import { planOf, scansTable } from "#testing/query-plan.ts";
import { messagesOf, RecordedQueue } from "#testing/queues.ts";
import { app } from "../app.ts";
import { hashOf } from "../auth/secrets.ts";
import { consumeEvents } from "../events/consume.ts";
import { consumeNotices } from "./consume.ts";
import { CHUNK, CHUNKS_AT_ONCE, NOTICE_KEPT_MS, STALE_MS } from "./limits.ts";
import { NOTICE_SQL } from "./rows.ts";

/** Forgets what is put on it now and then, after it has taken it: the sender believes that it failed. */
class UnreliableQueue extends RecordedQueue<NoticeJob> {
  failing: () => boolean = () => false;

  override async send(body: NoticeJob) {
    const sent = await super.send(body);
    if (this.failing()) throw new Error("the queue did not answer");
    return sent;
  }

  override async sendBatch(messages: Iterable<{ readonly body: NoticeJob }>) {
    const sent = await super.sendBatch(messages);
    if (this.failing()) throw new Error("the queue did not answer");
    return sent;
  }
}

const notices = new UnreliableQueue();
let bindings = { ...env, NOTICES: notices, DELIVERIES: new RecordedQueue<Delivery>(), SITE: "https://rill.test" };
const world = new EdgeWorld(async (request) => app.fetch(request, bindings, createExecutionContext()));
let pushKey = "";
let channel = "";

/** A pair of P-256 keys: the public point, and the private number. */
async function newKeys(): Promise<{ readonly point: string; readonly secret: string }> {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new Error("a pair of keys expected");
  const point = await crypto.subtle.exportKey("raw", pair.publicKey);
  const secret = await crypto.subtle.exportKey("jwk", pair.privateKey);
  if (!(point instanceof ArrayBuffer) || secret instanceof ArrayBuffer)
    throw new Error("a point and a number expected");
  return { point: base64url(new Uint8Array(point)), secret: secret.d ?? "" };
}

beforeAll(async () => {
  await migrate(env.DB);
  const { point, secret } = await newKeys();
  bindings = {
    ...bindings,
    ...{ VAPID_PUBLIC_KEY: point, VAPID_PRIVATE_KEY: secret, VAPID_SUBJECT: "mailto:ops@rill.test" },
  };
  pushKey = (await newKeys()).point;
  channel = (await world.createChannel("ada")).id;
});

const run = (sql: string, ...values: (string | number | null)[]) =>
  env.DB.prepare(sql)
    .bind(...values)
    .run();
const one = async (sql: string, ...values: (string | number)[]): Promise<Record<string, unknown> | null> =>
  env.DB.prepare(sql)
    .bind(...values)
    .first();

/** Followers with ids from one on. */
async function follow(from: number, count: number, channelId = channel): Promise<void> {
  const numbers = `WITH RECURSIVE n(i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)`;
  const until = from + count - 1;
  await run(
    `${numbers.replace("WITH", "INSERT INTO users (id, login, display_name, created_at) WITH")} SELECT i, 'u' || i, 'U' || i, 0 FROM n`,
    ...[from, until],
  );
  await run(
    `${numbers.replace("WITH", "INSERT INTO follows (channel_id, follower_id, followed_at) WITH")} SELECT ?3, i, 0 FROM n`,
    ...[from, until, Number(channelId)],
  );
}

/** A browser of the user; answers its endpoint. */
async function device(userId: number, name = `${userId}`): Promise<string> {
  const endpoint = `https://push.dev/${name}`;
  const auth = base64url(new Uint8Array(16).fill(7));
  await run(
    "INSERT INTO push_subscriptions (id, user_id, endpoint, p256dh, auth, created_at) VALUES (?, ?, ?, ?, ?, ?)",
    ...[await hashOf(endpoint), userId, endpoint, pushKey, auth, 0],
  );
  return endpoint;
}

async function begin(broadcastId: string, startedAt = Date.now(), channelId = channel, attempts = 1): Promise<void> {
  const event = markEvent({ type: "stream.online", channelId, broadcastId, startedAt }, startedAt, "");
  await consumeEvents(bindings, createMessageBatch<PlatformEvent>("rill-events", messagesOf([event], attempts)));
}

async function consume(callback: Pick<FakeCallback, "fetch">, jobs: readonly NoticeJob[]): Promise<readonly string[]> {
  const batch = createMessageBatch("rill-notices", messagesOf(jobs));
  await consumeNotices(bindings, batch, callback.fetch);
  const { retryMessages } = await getQueueResult(batch, createExecutionContext());
  return retryMessages.map(({ msgId }) => msgId);
}

async function consumeAll(callback: FakeCallback): Promise<void> {
  for (let jobs = notices.take(); jobs.length > 0; jobs = notices.take()) await consume(callback, jobs);
}

const taking = (): FakeCallback => {
  const callback = new FakeCallback();
  callback.reply = () => new Response(null, { status: 201 });
  return callback;
};
const told = async (broadcastId: string): Promise<number> =>
  Number((await one("SELECT count(*) AS n FROM notices WHERE broadcast_id = ?", broadcastId))?.["n"]);
const clear = async (): Promise<void> => {
  for (const table of ["follows", "push_subscriptions", "notice_mutes", "notice_settings"]) {
    await run(`DELETE FROM ${table} WHERE 1`);
  }
};

test.each([1, 2, 3])(
  "every follower gets one notice and every browser one push, however often steps come and queues fail: seed %i",
  async (seed) => {
    await clear();
    const random = prng(seed);
    const first = 1_000_000 * seed;
    const followers = 2 * CHUNK + 400;
    await follow(first, followers);
    const endpoints = await Promise.all(Array.from({ length: 40 }, (_, at) => device(first + at * 53)));
    const muted = [first + 1, first + 53, first + CHUNK, first + followers - 1];
    for (const user of muted)
      await run("INSERT INTO notice_mutes (user_id, channel_id) VALUES (?, ?)", user, Number(channel));
    const broadcastId = `900${seed}`;
    const service = taking();
    const flaky = (): boolean => random() < 0.2;
    service.reply = () => (flaky() ? new Response(null, { status: 503 }) : new Response(null, { status: 201 }));
    const accepted: string[] = [];
    const { reply } = service;
    service.reply = async (received) => {
      const answer = await reply(received);
      if (answer.ok) accepted.push(received.url);
      return answer;
    };
    notices.failing = flaky;
    const waiting: NoticeJob[] = [];
    try {
      // The event too comes twice, and its step may fail after it was begun.
      for (const attempts of [1, 2, 1]) await begin(broadcastId, Date.now(), channel, attempts);
      waiting.push(...notices.take());
      for (let steps = 0; waiting.length > 0 && steps < 5000; steps++) {
        const [job] = waiting.splice(Math.floor(random() * waiting.length), 1);
        if (job === undefined) break;
        const isFailed = (await consume(service, [job])).length > 0;
        if (isFailed || (steps < 500 && random() < 0.15)) waiting.push(job);
        waiting.push(...notices.take());
      }
    } finally {
      notices.failing = () => false;
    }
    const expected = endpoints.filter((_, at) => !muted.includes(first + at * 53));
    expect([waiting.length, await told(broadcastId)]).toEqual([0, followers - muted.length]);
    expect(accepted.sort()).toEqual(expected.sort());
  },
  120_000,
);

test("a chunk that is exactly full is followed by an empty one", async () => {
  await clear();
  await follow(5_000_000, CHUNK);
  await begin("9101");
  await consumeAll(taking());
  expect(await told("9101")).toBe(CHUNK);
});

test("one batch tells so many chunks, and leaves the rest to the next", async () => {
  await clear();
  const followers = CHUNK * (CHUNKS_AT_ONCE / 50) + 1;
  await follow(7_000_000, followers);
  const startedAt = Date.now();
  const live = { broadcastId: "9111", channelId: channel, startedAt };
  const first = { kind: "chunk", ...live, after: 0 } as const;
  // As many messages as leave two chunks to each; those of channels that nobody follows have little to do.
  const others = Array.from({ length: 49 }, (_, at) => ({ ...first, broadcastId: `92${at}`, channelId: "1" }));
  expect(await consume(taking(), [first, ...others])).toEqual([]);
  const [next, ...more] = notices.take();
  expect([await told("9111"), next, more]).toEqual([
    ...[followers - 1, { ...first, after: 7_000_000 + followers - 2 }, []],
  ]);
  await consume(taking(), next === undefined ? [] : [next]);
  expect([await told("9111"), notices.take()]).toEqual([followers, []]);
});

test("a push service finds the site's own signature, and the browser reads what is sent", async () => {
  await clear();
  await follow(5_100_000, 1);
  await device(5_100_000);
  const service = await FakePushService.open();
  const { p256dh, auth } = service.subscriptionKeys;
  await run("UPDATE push_subscriptions SET p256dh = ?, auth = ?", p256dh, auth);
  const startedAt = Date.now();
  await begin("9102", startedAt);
  const callback = { fetch: service.fetch };
  for (let jobs = notices.take(); jobs.length > 0; jobs = notices.take()) await consume(callback, jobs);
  const [sent] = service.received;
  expect([service.received.length, sent?.url, sent?.key]).toEqual([
    ...[1, "https://push.dev/5100000", bindings.VAPID_PUBLIC_KEY],
  ]);
  expect(sent?.headers).toMatchObject({
    ...{ "content-encoding": "aes128gcm", ttl: String(STALE_MS / 1000), topic: "9102", urgency: "high" },
  });
  expect(sent?.claims).toMatchObject({ aud: "https://push.dev", sub: "mailto:ops@rill.test" });
  // A token that is good for more than a day is refused (RFC 8292 2).
  const exp = Number(sent?.claims["exp"]) * 1000;
  expect([exp > startedAt, exp <= startedAt + 24 * 3600 * 1000]).toEqual([true, true]);
  expect(JSON.parse(sent?.text ?? "")).toEqual({
    ...{ kind: "live", broadcastId: "9102", channelId: channel, login: "ada", name: "ada", title: "" },
  });
});

test("of a muted channel nothing is told, and of others everything", async () => {
  await clear();
  await follow(5_150_000, 2);
  const endpoints = [await device(5_150_000), await device(5_150_001)];
  await run("INSERT INTO notice_mutes (user_id, channel_id) VALUES (5150000, ?)", Number(channel));
  await run("INSERT INTO notice_mutes (user_id, channel_id) VALUES (5150001, 1)");
  const service = taking();
  await begin("9112");
  await consumeAll(service);
  expect([await told("9112"), service.received.map(({ url }) => url)]).toEqual([1, [endpoints[1]]]);
});

test("a browser that is gone is forgotten", async () => {
  await clear();
  await follow(5_200_000, 1);
  await device(5_200_000);
  const service = taking();
  service.reply = () => new Response(null, { status: 410 });
  await begin("9103");
  await consumeAll(service);
  expect(await one("SELECT 1 FROM push_subscriptions")).toBe(null);
});

test("in quiet hours, or without the wish, nothing is sent, and the notice is there all the same", async () => {
  await clear();
  await follow(5_300_000, 3);
  for (const at of [0, 1, 2]) await device(5_300_000 + at);
  const now = new Date();
  const minute = now.getUTCHours() * 60 + now.getUTCMinutes();
  const set =
    "INSERT INTO notice_settings (user_id, push, mail, quiet_from, quiet_until, time_zone) VALUES (?, ?, 0, ?, ?, 'UTC')";
  await run(set, 5_300_000, 1, (minute + 1438) % 1440, (minute + 5) % 1440);
  await run(set, 5_300_001, 0, null, null);
  const service = taking();
  await begin("9104");
  await consumeAll(service);
  expect([await told("9104"), service.received.map(({ url }) => url)]).toEqual([3, ["https://push.dev/5300002"]]);
});

test("who wants mails, and has an address, gets one; a provider that fails is asked again", async () => {
  await clear();
  await follow(5_600_000, 2);
  const before = bindings;
  bindings = { ...bindings, MAIL_API_KEY: "key", MAIL_FROM: "Rill <mail@rill.test>" };
  for (const user of [5_600_000, 5_600_001]) {
    await run(
      "INSERT INTO notice_settings (user_id, push, mail, quiet_from, quiet_until, time_zone) VALUES (?, 0, 1, NULL, NULL, 'UTC')",
      user,
    );
  }
  await run(
    "INSERT INTO auth_user (id, name, email, emailVerified, createdAt, updatedAt) VALUES ('a1', 'U', 'u@mail.test', 1, '', '')",
  );
  await run("UPDATE users SET account = 'a1' WHERE id = 5600000");
  const provider = taking();
  const live = { broadcastId: "9109", channelId: channel, startedAt: Date.now() };
  const job = { kind: "mail", ...live, userId: "5600000" } as const;
  provider.reply = () => new Response(null, { status: 500 });
  expect(await consume(provider, [job])).toEqual(["m0"]);
  provider.reply = () => new Response(null, { status: 200 });
  await begin("9109");
  await consumeAll(provider);
  expect(await consume(provider, [job])).toEqual([]);
  bindings = before;
  expect(provider.received.length).toBe(2);
  expect(JSON.parse(provider.received[1]?.body ?? "")).toEqual({
    ...{ from: "Rill <mail@rill.test>", to: ["u@mail.test"], subject: "ada is live" },
    text: expect.stringContaining("https://rill.test/ada"),
  });
});

test("what comes too late is not sent", async () => {
  await clear();
  await follow(5_400_000, 1);
  await device(5_400_000);
  const service = taking();
  await begin("9105", Date.now() - STALE_MS - 1);
  await consumeAll(service);
  expect([await told("9105"), service.received]).toEqual([1, []]);
});

test("old notices are swept away by new ones", async () => {
  await clear();
  await follow(5_500_000, 2);
  const long = Date.now() - NOTICE_KEPT_MS - 1000;
  await begin("8001", long);
  await consumeAll(taking());
  for (const id of ["9106", "9107"]) {
    await begin(id);
    await consumeAll(taking());
  }
  const left =
    "SELECT (SELECT count(*) FROM announcements WHERE broadcast_id = ?1) AS a, (SELECT count(*) FROM announcement_chunks WHERE broadcast_id = ?1) AS c";
  expect([await told("8001"), await one(left, "8001")]).toEqual([0, { a: 0, c: 0 }]);
});

test("no statement reads a whole table", async () => {
  const statements = Object.values(NOTICE_SQL);
  const plans = await Promise.all(statements.map((sql) => planOf(env.DB, sql)));
  expect(plans.filter(scansTable)).toEqual([]);
});
