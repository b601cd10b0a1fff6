/** People, channels and programs for tests of the Twitch-shaped API inside workerd, and requests in their names. */
import { EdgeWorld, type Fetch } from "./edge-world.ts";

/** The operator's tokens are of this program. */
const OPERATOR_CLIENT = "operator";

export type Asked = { readonly status: number; readonly body: unknown; readonly headers: Headers };
export type Ask = {
  /** Whose token; absent: none. */
  readonly as?: string;
  readonly scopes?: readonly string[];
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export class HelixWorld {
  readonly edge: EdgeWorld;
  readonly #db: D1Database;
  readonly #tokens = new Map<string, string>();

  constructor(fetch: Fetch, db: D1Database) {
    this.edge = new EdgeWorld(fetch);
    this.#db = db;
  }

  /** A request below /helix, written as `GET /users?id=1`. */
  async ask(request: string, { as, scopes = [], body, headers = {} }: Ask = {}): Promise<Asked> {
    const [method = "GET", path = "/"] = request.split(" ");
    const shown =
      as === undefined ? {} : { "Client-Id": OPERATOR_CLIENT, Authorization: `Bearer ${await this.token(as, scopes)}` };
    const answer = await this.edge.request(`/helix${path}`, {
      method,
      headers: { ...shown, ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? null : JSON.parse(text), headers: answer.headers };
  }

  /** Status and message of a refusal. */
  async refusal(request: string, ask: Ask = {}): Promise<readonly [status: number, message: unknown]> {
    const { status, body } = await this.ask(request, ask);
    return [status, typeof body === "object" && body !== null && "message" in body ? body.message : body];
  }

  /** A user's token with these scopes: the same one each time. */
  async token(login: string, scopes: readonly string[]): Promise<string> {
    const key = `${login} ${scopes.join(" ")}`;
    const known = this.#tokens.get(key);
    if (known !== undefined) return known;
    const { Authorization } = await this.edge.bearer(login, scopes);
    const token = Authorization.slice("Bearer ".length);
    this.#tokens.set(key, token);
    return token;
  }

  /** A program's own token, as the headers that show it. */
  async program(ownerId: string): Promise<Readonly<Record<string, string>>> {
    const clientId = "a".repeat(30);
    const token = crypto.randomUUID().replaceAll("-", "").slice(0, 30);
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
    const hash = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    await this.#db.batch([
      this.#db
        .prepare(
          `INSERT INTO apps (client_id, owner_id, name, redirect_uris, created_at) VALUES (?, ?, 'a program', '[]', 0)
           ON CONFLICT DO NOTHING`,
        )
        .bind(clientId, Number(ownerId)),
      this.#db
        .prepare("INSERT INTO app_tokens (hash, client_id, created_at, expires_at) VALUES (?, ?, 0, ?)")
        .bind(hash, clientId, Date.now() + 3_600_000),
    ]);
    return { "Client-Id": clientId, Authorization: `Bearer ${token}` };
  }

  /** Makes a channel live in the directory, or changes how many watch it. */
  async live(channelId: string, viewers: number, startedAt = 1_700_000_000_000): Promise<void> {
    await this.#db
      .prepare(
        `INSERT INTO live_channels (channel_id, broadcast_id, started_at, viewers) VALUES (?, ?, ?, ?)
         ON CONFLICT (channel_id) DO UPDATE SET viewers = excluded.viewers`,
      )
      .bind(Number(channelId), `9${channelId}`, startedAt, viewers)
      .run();
  }

  async recording(channelId: string, id: string, startedAt: number, duration: number): Promise<void> {
    await this.#db
      .prepare("INSERT INTO vods (id, channel_id, title, started_at, duration) VALUES (?, ?, 'a recording', ?, ?)")
      .bind(id, Number(channelId), startedAt, duration)
      .run();
  }

  async follow(followerId: string, channelId: string, at: number): Promise<void> {
    await this.#db
      .prepare("INSERT INTO follows (channel_id, follower_id, followed_at) VALUES (?, ?, ?)")
      .bind(Number(channelId), Number(followerId), at)
      .run();
  }

  async set(channelId: string, column: "category_id" | "language" | "mature", value: string | number): Promise<void> {
    await this.#db.prepare(`UPDATE channels SET ${column} = ? WHERE id = ?`).bind(value, Number(channelId)).run();
  }
}
