/** A studio's origin that a test plays by hand: one account, its channel's health, key, servers, details, panels, editors, emotes and apps in memory. */
import type { ChannelState } from "#protocol/channel/channel.ts";
import type { HealthFeed, HealthReading } from "#protocol/channel/health.ts";
import type { Answer, Asked, Script } from "./chat-site.ts";
import { StudioSchedule } from "./studio-schedule.ts";

const STARTED = "2026-11-20T09:00:00Z";
const CATEGORIES = [
  { id: "7", name: "Makers & Crafting", slug: "makers-and-crafting", boxArt: "/favicon.svg" },
  { id: "8", name: "Music", slug: "music", boxArt: "/favicon.svg" },
];

export class StudioSite {
  /** What the pages asked for, writes only: method, path and body. */
  readonly writes: { readonly method: string; readonly path: string; readonly body: unknown }[] = [];
  /** Null: nobody is signed in. */
  account: { readonly login: string; readonly guest: boolean } | null;
  state: ChannelState["state"] = "offline";
  viewers = 0;
  readings: HealthReading[] = [];
  madeAt: number | null = null;
  /** Statuses that a path answers instead. */
  readonly refusals = new Map<string, number>();
  apps: { clientId: string; name: string; kind: string; redirectUris: string[]; createdAt: number }[] = [];
  editors: string[] = [];
  readonly schedule = new StudioSchedule();
  panels: unknown = [];
  details = {
    title: "Building a synthesizer",
    category: null as unknown,
    tags: ["synth"],
    language: null as string | null,
    mature: false,
    labels: [] as readonly string[],
  };
  readonly script: Script;
  /** The channel's, and at first the account's. */
  readonly #login: string;

  constructor(login: string) {
    this.#login = login;
    this.account = { login, guest: false };
    this.script = (asked) => this.#answer(asked);
  }

  /** Goes live with so many seconds of good readings; some of them changed. */
  goLive(change: Partial<HealthReading> = {}, count = 40): void {
    const now = Date.now();
    const usual = { speed: 1, fps: 30, bitrate: 6_000_000, gop: 2, dropped: [], ring: 0, message: "" };
    this.state = "live";
    this.readings = Array.from({ length: count }, (_, index) => {
      const at = now - (count - 1 - index) * 1000;
      const wave = 400_000 * Math.sin(index / 3);
      return { ...usual, bitrate: Math.round(usual.bitrate + wave), at, ...(now - at < 6000 ? change : {}) };
    });
  }

  #answer({ method, path, search, body }: Asked): Answer | null {
    const status = this.refusals.get(path);
    if (status !== undefined) return { status, body: { error: { code: "x", message: "No, says the test." } } };
    const login = this.#login;
    const isChat = path.startsWith("/chat/");
    if (method !== "GET" && (path.startsWith("/api/") || isChat))
      this.writes.push({ method, path, body: readJson(body) });
    if (path === "/api/session") return ok({ user: this.#accountBody() });
    if (path === "/ingests") return ok({ ingests: [ingest("Here", "rtmp://127.0.0.1:1935/live")] });
    if (path === `/api/channels/${login}/health`) return ok(this.#feed(new URLSearchParams(search)));
    if (path === `/api/channels/${login}/panels`) return ok(this.#panels(method === "PUT" ? readJson(body) : null));
    const schedule = `/api/channels/${login}/schedule`;
    if (path.startsWith(schedule)) return ok(this.schedule.answer(method, path.slice(schedule.length), readJson(body)));
    if (path === `/api/channels/${login}`) return ok(this.#channel(method === "PATCH" ? readJson(body) : {}));
    if (path === "/api/search/suggest")
      return ok({ channels: [], categories: found(new URLSearchParams(search).get("q")) });
    if (path === "/api/me/stream-key") return ok(this.#key(method));
    if (path.startsWith("/api/me/editors")) return ok(this.#editors(method, path));
    if (path.startsWith("/api/apps")) return this.#apps(method, path, readJson(body));
    return isChat && method !== "GET" ? this.#emotes(method, path) : null;
  }

  #accountBody() {
    if (this.account === null) return null;
    const { login, guest } = this.account;
    return { id: "1", login, displayName: login, colour: null, staff: false, guest };
  }

  #feed(query: URLSearchParams): HealthFeed {
    const after = Number(query.get("after") ?? 0);
    const isOn = this.state !== "offline";
    return {
      ...{ now: Date.now(), state: this.state, viewers: this.viewers },
      ...{ broadcastId: isOn ? "7" : null, startedAt: isOn ? STARTED : null },
      readings: this.readings.filter(({ at }) => at > after),
    };
  }

  #channel(change: unknown) {
    if (typeof change === "object" && change !== null) {
      const { category, ...rest } = { category: undefined as unknown, ...change };
      const chosen = category === undefined ? this.details.category : named(category);
      this.details = { ...this.details, ...rest, category: chosen };
    }
    const login = this.#login;
    const live = this.state === "live";
    return {
      ...{ id: "1", login, displayName: login, state: this.state, live, viewers: this.viewers },
      ...{ broadcastId: live ? "7" : null, startedAt: live ? STARTED : null, ...this.details },
    };
  }

  #panels(change: unknown) {
    if (typeof change === "object" && change !== null && "panels" in change) this.panels = change.panels;
    return { panels: this.panels };
  }

  #key(method: string) {
    if (method === "POST") this.madeAt = Date.now();
    const { madeAt } = this;
    return method === "POST" ? { streamKey: `rill_${"k".repeat(32)}`, madeAt } : { madeAt };
  }

  #editors(method: string, path: string) {
    const login = path.split("/")[4] ?? "";
    if (method === "PUT") this.editors = [...this.editors, login];
    if (method === "DELETE") this.editors = this.editors.filter((editor) => editor !== login);
    const since = Date.now();
    return { editors: this.editors.map((editor) => ({ id: "9", login: editor, displayName: editor, since })) };
  }

  #apps(method: string, path: string, body: unknown): Answer {
    const clientId = path.split("/")[3] ?? "";
    const given = typeof body === "object" && body !== null ? body : {};
    if (method === "DELETE") {
      this.apps = this.apps.filter((app) => app.clientId !== clientId);
      return { status: 204, body: null };
    }
    if (method === "GET") return ok({ apps: this.apps });
    const known = this.apps.find((app) => app.clientId === clientId);
    const blank = { clientId: "c".repeat(30), name: "", kind: "confidential", redirectUris: [], createdAt: Date.now() };
    const app = { ...(known ?? blank), ...given };
    this.apps = known === undefined ? [...this.apps, app] : this.apps.map((one) => (one === known ? app : one));
    const isSecret = method === "POST" && app.kind === "confidential";
    return ok(method === "PATCH" ? app : { ...app, secret: isSecret ? "s".repeat(30) : null });
  }

  #emotes(method: string, path: string): Answer | null {
    if (method === "DELETE") return { status: 204, body: null };
    if (!path.endsWith("/emotes")) return null;
    return ok({ id: "1-5", channelId: "1", name: "catJAM", tier: "everyone", format: "png", at: Date.now() });
  }
}

const ok = (body: unknown): Answer => ({ status: 200, body });

const ingest = (name: string, address: string) => ({
  ...{ _id: 1, availability: 1, default: true, name, priority: 1 },
  url_template: `${address}/{stream_key}`,
  url_template_secure: `${address}/{stream_key}`,
});

const found = (query: string | null) =>
  CATEGORIES.filter(({ name }) => name.toLowerCase().includes((query ?? "").toLowerCase()));

function named(id: unknown) {
  const category = CATEGORIES.find((one) => one.id === id);
  return category === undefined ? null : { id: category.id, name: category.name, slug: category.slug };
}

/** A form is no JSON: null. */
function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return null;
  }
}
