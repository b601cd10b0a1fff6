/**
 * The Worker in workerd with its queue of notices outside of it, so that a restart loses no message: beside it runs a small Worker that stands
 * for the queue's own end, and for the floor. Requests to the world outside are answered here.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare, Response as MiniflareResponse } from "miniflare";
import { bundleWorker } from "#scripts/worker/bundle.ts";
import { readWorkerConfig } from "#scripts/worker/options.ts";
import { prepareDatabase } from "#scripts/worker/prepare-database.ts";
import type { Handed } from "./broker.ts";

export type Outside = {
  /** The Worker has put these on its queue. */
  readonly put: (bodies: readonly unknown[]) => void;
  /** The answer's status for a push or mail. */
  readonly sent: (address: string, text: string) => number;
};

export type Site = {
  /** Ids of messages that are to come again. */
  consume(queue: string, messages: readonly Handed[]): Promise<readonly string[]>;
  /** Cheap: asked while it is measured. */
  hasNotice(broadcastId: string, userId: number): Promise<boolean>;
  notices(broadcastId: string): Promise<{ readonly rows: number; readonly users: number }>;
  /** Milliseconds that bare inserts of as many rows take, a statement for each `batch` of them. */
  floor(rows: number, batch: number): Promise<number>;
  close(): Promise<void>;
  /** Ends it at this very moment, as a machine that loses its power. */
  kill(): Promise<void>;
};

/** What the Worker calls its queue, and what the floor does. */
const HELPER = `
import { WorkerEntrypoint } from "cloudflare:workers";
export class Notices extends WorkerEntrypoint {
  async put(bodies) {
    const answer = await fetch("http://queue.test/", { method: "POST", body: JSON.stringify(bodies) });
    if (!answer.ok) throw new Error("the queue did not answer");
  }
  send(body) { return this.put([body]); }
  sendBatch(messages) { return this.put([...messages].map(({ body }) => body)); }
}
export default {
  async fetch(request, env) {
    const asked = new URL(request.url).searchParams;
    const [rows, batch] = [Number(asked.get("rows")), Number(asked.get("batch"))];
    await env.DB.prepare("DROP TABLE IF EXISTS floor").run();
    await env.DB.prepare("CREATE TABLE floor (broadcast_id TEXT NOT NULL, user_id INTEGER NOT NULL, channel_id INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (broadcast_id, user_id)) WITHOUT ROWID").run();
    await env.DB.prepare("CREATE INDEX floor_by_user ON floor (user_id, at)").run();
    const insert = env.DB.prepare("INSERT INTO floor SELECT '1', value, 1, 1 FROM json_each(?)");
    const began = Date.now();
    for (let from = 0; from < rows; from += batch) {
      await insert.bind(JSON.stringify(Array.from({ length: Math.min(batch, rows - from) }, (_, at) => from + at))).run();
    }
    const took = Date.now() - began;
    await env.DB.prepare("DROP TABLE floor").run();
    return Response.json({ took });
  },
};
`;

export async function openSite(
  stateDir: string,
  settings: Readonly<Record<string, string>>,
  outside: Outside,
): Promise<Site> {
  const { options } = await readWorkerConfig();
  const state = join(stateDir, "state");
  const [contents] = await Promise.all([bundleWorker(), prepareDatabase(options, state)]);
  const { queueProducers, queueConsumers: _consumers, ...rest } = options;
  const { NOTICES: _notices, ...producers } = Object(queueProducers) as Record<string, { queueName: string }>;
  const compatibility = { compatibilityDate: rest.compatibilityDate ?? "2026-01-01" };
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...{
        host: "127.0.0.1",
        port: 0,
        resourcePersistencePath: state,
        handleStructuredLogs: () => undefined,
        telemetry: { enabled: false },
        cf: false,
      },
      workers: [
        {
          ...rest,
          ...{ name: "rill", modules: [{ type: "ESModule", path: "main.js", contents }], queueProducers: producers },
          bindings: { ...rest.bindings, ...settings },
          serviceBindings: { ...rest.serviceBindings, NOTICES: { name: "helper", entrypoint: "Notices" } },
          outboundService: async (request) => {
            const status = outside.sent(request.url, await request.text());
            return new MiniflareResponse(null, { status });
          },
        },
        {
          ...{ name: "helper", modules: [{ type: "ESModule", path: "helper.js", contents: HELPER }] },
          ...{ ...compatibility, ...(rest.d1Databases === undefined ? {} : { d1Databases: rest.d1Databases }) },
          outboundService: async (request) => {
            outside.put((await request.json()) as readonly unknown[]);
            return new MiniflareResponse(null, { status: 204 });
          },
        },
      ],
    }),
  );
  await miniflare.ready;
  const [worker, helper, db] = [
    await miniflare.getWorker("rill"),
    await miniflare.getWorker("helper"),
    await miniflare.getD1Database("DB", "rill"),
  ];
  return {
    consume: async (queue, messages) => {
      const { outcome, retryMessages, retryBatch } = await worker.queue(queue, [...messages]);
      if (outcome !== "ok" || retryBatch.retry) throw new Error(`the consumer ended: ${outcome}`);
      return retryMessages.map(({ msgId }) => msgId);
    },
    hasNotice: async (broadcastId, userId) => {
      const found = db
        .prepare("SELECT 1 FROM notices WHERE broadcast_id = ? AND user_id = ?")
        .bind(broadcastId, userId);
      return (await found.first()) !== null;
    },
    notices: async (broadcastId) => {
      const counted = "SELECT count(*) AS n, count(DISTINCT user_id) AS users FROM notices WHERE broadcast_id = ?";
      const row = await db.prepare(counted).bind(broadcastId).first();
      return { rows: Number(row?.["n"]), users: Number(row?.["users"]) };
    },
    floor: async (rows, batch) => {
      const answer = (await (await helper.fetch(`http://helper.test/?rows=${rows}&batch=${batch}`)).json()) as {
        took: number;
      };
      return answer.took;
    },
    close: () => miniflare.dispose(),
    kill: async () => {
      // What is left of it in this process ends with the bench: it does not expect to lose its runtime.
      for (const pid of await runtimes()) process.kill(pid, "SIGKILL");
    },
  };
}

/** The runtimes that this very process has started. */
async function runtimes(): Promise<readonly number[]> {
  const children = (await readFile(`/proc/${process.pid}/task/${process.pid}/children`, "utf8")).trim().split(" ");
  const names = await Promise.all(children.map((pid) => readFile(`/proc/${pid}/comm`, "utf8").catch(() => "")));
  return children.filter((_, at) => names[at]?.startsWith("workerd") === true).map(Number);
}
