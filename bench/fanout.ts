/**
 * How soon all followers of a channel are told that it is live: seconds until the last has a notice, beside bare inserts of as many rows in the
 * same run; then the same while batches come twice, pushes fail and the Worker is restarted. Whatever happens, each is told once.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { markEvent } from "#protocol/events/platform-event.ts";
import { prng } from "#testing/prng.ts";
import { CHUNK } from "#workers/notifications/limits.ts";
import { databaseFile } from "./api/population.ts";
import { printConditions } from "./conditions.ts";
import { Broker, type Handed } from "./fanout/broker.ts";
import { addFollowers, CHANNEL, FIRST_FOLLOWER, type Wanted } from "./fanout/followers.ts";
import { openSite, type Site } from "./fanout/site.ts";
import { type Row, table } from "./statistics.ts";

/** As wrangler.toml says of the queue of notices. */
const LIMITS = { maxBatchSize: 20, maxBatchTimeoutMs: 1000, maxRetries: 3 };
/** Batches that run at once: two cores do no more. */
const AT_ONCE = 4;
/** In the run with failures: batches whose acknowledgement is lost, and pushes that are put off. */
const LOST = 0.05;
const PUT_OFF = 0.05;
/** How often the rows are looked at, milliseconds. */
const POLL_MS = 50;
/** The Worker is ended so long after its first notices are asked for, milliseconds: while it writes them. */
const RESTART_AFTER_MS = 30;
/** One run takes no longer, milliseconds. */
const LIMIT_MS = 110_000;

const base64url = (bytes: ArrayBuffer | Uint8Array): string => Buffer.from(new Uint8Array(bytes)).toString("base64url");

async function newKeys(): Promise<{ readonly point: string; readonly secret: string }> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
    "sign",
  ]);
  const { d = "" } = await crypto.subtle.exportKey("jwk", privateKey);
  return { point: base64url(await crypto.subtle.exportKey("raw", publicKey)), secret: d };
}

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { followers: { type: "string", default: "100000" }, seed: { type: "string", default: "1" } },
  });
  const followers = Number(values.followers);
  printConditions(`fan-out: ${followers} followers of one channel that goes live, chunks of ${CHUNK}`);
  const folder = await mkdtemp(join(tmpdir(), "rill-fanout-"));
  try {
    const [site, browser] = [await newKeys(), await newKeys()];
    const settings = {
      ...{ NODE_TOKEN: "n".repeat(32), OPERATOR_TOKEN: "o".repeat(32), CHAT_SECRET: "c".repeat(32) },
      ...{ AUTH_SECRET: "a".repeat(32), DEVELOPMENT: "0", SITE: "https://rill.test" },
      ...{ VAPID_PUBLIC_KEY: site.point, VAPID_PRIVATE_KEY: site.secret, VAPID_SUBJECT: "mailto:ops@rill.test" },
      ...{ MAIL_API_KEY: "k", MAIL_FROM: "Rill <mail@rill.test>", MAIL_API_URL: "https://mail.dev/" },
    };
    const first = await openSite(folder, settings, { put: () => undefined, sent: () => 200 });
    await first.close();
    const keys = { p256dh: browser.point, auth: base64url(new Uint8Array(16).fill(7)) };
    const wanted = addFollowers(await databaseFile(folder), followers, keys);
    process.stdout.write(`${wanted.pushes} browsers take pushes, ${wanted.mails} followers want mails\n\n`);
    const open = (outside: Parameters<typeof openSite>[2]): Promise<Site> => openSite(folder, settings, outside);
    const run = { open, followers, wanted };
    const floorSite = await open({ put: () => undefined, sent: () => 200 });
    const floorMs = await floorSite.floor(followers, CHUNK);
    await floorSite.close();
    const calm = await goLive({ ...run, broadcastId: "901", random: null });
    const rough = await goLive({ ...run, broadcastId: "902", random: prng(Number(values.seed)) });
    const floor = { run: "floor: bare inserts of as many rows", ...figures(floorMs, followers) };
    const rest = {
      missing: "",
      twice: "",
      messages: "",
      "pushes and mails": "",
      "sent twice": "",
      "not sent": "",
      "all s": "",
    };
    const rows: readonly Row[] = [
      { ...floor, ratio: "1.0", ...rest },
      { run: "all well", ...figures(calm.ms, followers), ratio: (calm.ms / floorMs).toFixed(1), ...calm.row },
      {
        run: "failures and a restart",
        ...figures(rough.ms, followers),
        ratio: (rough.ms / floorMs).toFixed(1),
        ...rough.row,
      },
    ];
    process.stdout.write(`${table(rows)}\n`);
    return [calm, rough].every(({ isRight }) => isRight) ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const figures = (ms: number, rows: number) => ({
  "last notice after s": (ms / 1000).toFixed(1),
  "notices/s": Math.round(rows / (ms / 1000)),
});

type Run = {
  readonly open: (outside: Parameters<typeof openSite>[2]) => Promise<Site>;
  readonly followers: number;
  readonly wanted: Wanted;
  readonly broadcastId: string;
  /** Null: nothing fails. */
  readonly random: (() => number) | null;
};

async function goLive({ open, followers, wanted, broadcastId, random }: Run) {
  const fails = (share: number): boolean => random !== null && random() < share;
  const sent = new Map<string, number>();
  const outside = {
    put: (bodies: readonly unknown[]) => notices.add(bodies),
    sent: (address: string, text: string): number => {
      if (fails(PUT_OFF)) return 503;
      const to = address.startsWith("https://mail.dev") ? (/u\d+@mail\.test/.exec(text)?.[0] ?? text) : address;
      sent.set(to, (sent.get(to) ?? 0) + 1);
      return 201;
    },
  };
  let site = await open(outside);
  let dying = Promise.withResolvers<never>();
  dying.promise.catch(() => undefined);
  let opened = Promise.resolve();
  let [isRestarting, isRestarted] = [false, false];
  const consume =
    (queue: string) =>
    async (messages: readonly Handed[]): Promise<readonly string[]> => {
      await opened;
      if (queue === "rill-notices" && random !== null && !isRestarting) {
        isRestarting = true;
        setTimeout(() => {
          opened = restart();
          isRestarted = true;
        }, RESTART_AFTER_MS);
      }
      const again = await Promise.race([site.consume(queue, messages), dying.promise]);
      if (fails(LOST)) throw new Error("the acknowledgement is lost");
      return again;
    };
  const notices = new Broker(LIMITS, AT_ONCE, consume("rill-notices"));
  const events = new Broker({ ...LIMITS, maxRetries: 5 }, 1, consume("rill-events"));
  const restart = async (): Promise<void> => {
    dying.reject(new Error("the Worker is gone"));
    await site.kill();
    dying = Promise.withResolvers<never>();
    dying.promise.catch(() => undefined);
    site = await open(outside);
    const { rows } = await site.notices(broadcastId);
    process.stdout.write(`the Worker was restarted with ${rows} of ${followers} notices written\n\n`);
  };
  const began = performance.now();
  const at = Date.now();
  const live = { type: "stream.online", channelId: String(CHANNEL), broadcastId, startedAt: at } as const;
  events.add([markEvent(live, at, broadcastId)]);
  let ms = 0;
  try {
    while (performance.now() - began < LIMIT_MS && !(ms > 0 && notices.isIdle && events.isIdle)) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      // A question holds up this process until the Worker answers: not before the restart is under way.
      if (random !== null && !isRestarted) continue;
      await opened;
      const last = FIRST_FOLLOWER + followers - 1;
      // Whoever asks while the Worker ends gets no answer.
      const isThrough = ms === 0 && (await site.hasNotice(broadcastId, last).catch(() => false));
      if (isThrough) ms = performance.now() - began;
    }
    const allMs = performance.now() - began;
    const { rows, users } = await site.notices(broadcastId);
    const times = [...sent.values()];
    const twice = times.filter((once) => once > 1).length;
    const row = {
      ...{ missing: followers - users, twice: rows - users, messages: notices.put },
      ...{ "pushes and mails": times.length, "sent twice": twice },
      ...{ "not sent": wanted.pushes + wanted.mails - times.length, "all s": (allMs / 1000).toFixed(1) },
    };
    return { ms, row, isRight: rows === followers && users === followers && twice === 0 };
  } finally {
    notices.stop();
    events.stop();
    await site.close();
  }
}
