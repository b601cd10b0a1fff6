/**
 * A chat room in workerd with nothing in front of it, for the bench: `?user=N` in the address says who comes, as the edge would have found
 * out. Run as a process of its own, so that its CPU can be read; prints its address.
 */
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { bundleWorker } from "#scripts/worker/bundle.ts";
import { applyMigrations } from "#scripts/worker/migrations.ts";
import { readWorkerConfig } from "#scripts/worker/options.ts";

/** Everyone works for the operator: such lines always get through and may come every second. */
const ENTRY = `
export * from "./workers/main.ts";
import { VIEWER_HEADER, writeViewer } from "./protocol/chat/viewer.ts";
export default {
  fetch(request, env) {
    const user = new URL(request.url).searchParams.get("user");
    const viewer = { userId: String(5000 + Number(user)), login: "u" + user, name: "U" + user, colour: null, createdAt: 0, staff: true };
    const headers = new Headers(request.headers);
    headers.set(VIEWER_HEADER, writeViewer(viewer));
    return env.CHAT_ROOM.getByName("1001").fetch(new Request("https://chat-room/", { headers }));
  },
};
`;

const [stateDir = ""] = process.argv.slice(2);
const [contents, { options }] = await Promise.all([bundleWorker(ENTRY), readWorkerConfig()]);
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    host: "127.0.0.1",
    port: 0,
    resourcePersistencePath: join(stateDir, "room"),
    telemetry: { enabled: false },
    cf: false,
    workers: [{ ...options, name: "rill", modules: [{ type: "ESModule", path: "main.js", contents }] }],
  }),
);
const url = await miniflare.ready;
await applyMigrations(await miniflare.getD1Database("DB"));
process.stdout.write(`${url.origin.replace("http", "ws")}\n`);
process.once("SIGTERM", () => void miniflare.dispose().then(() => process.exit(0)));
