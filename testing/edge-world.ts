/** A node, an operator and viewers as seen by the Worker under test, for tests inside workerd. Speaks HTTP and WebSocket only. */
import { BundleMaker, type MadeBundle, type Start } from "./bundles.ts";

export const NODE_TOKEN = "test-node-token";
export const OPERATOR_TOKEN = "test-operator-token";
const ORIGIN = "https://rill.test";

/** What answers requests: the Worker's default export, or an application with bindings of its own. */
export type Fetch = (request: Request) => Promise<Response>;

export type TestLease = Start & {
  readonly channelId: string;
  readonly login: string;
  readonly broadcastId: string;
  readonly uploadToken: string;
  readonly startedAt: number;
  readonly gopHint: number | null;
};

export class EdgeWorld {
  readonly #fetch: Fetch;

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  request(path: string, init: RequestInit = {}): Promise<Response> {
    return this.#fetch(new Request(`${ORIGIN}${path}`, init));
  }

  async bytes(
    path: string,
    init: RequestInit = {},
  ): Promise<{ readonly response: Response; readonly body: Uint8Array }> {
    const response = await this.request(path, init);
    return { response, body: new Uint8Array(await response.arrayBuffer()) };
  }

  /** Status and text; read as bytes, since playlists are no text to the runtime. */
  async text(path: string, init: RequestInit = {}): Promise<{ readonly status: number; readonly body: string }> {
    const { response, body } = await this.bytes(path, init);
    return { status: response.status, body: new TextDecoder().decode(body) };
  }

  operator(path: string, body?: unknown, method = "POST"): Promise<Response> {
    return this.request(path, {
      method,
      headers: { Authorization: `Bearer ${OPERATOR_TOKEN}`, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async createChannel(
    login: string,
  ): Promise<{ readonly id: string; readonly login: string; readonly streamKey: string }> {
    const response = await this.operator("/api/channels", { login });
    if (response.status !== 201) throw new Error(`the channel was not created: ${await response.text()}`);
    return await response.json();
  }

  /** A new user's id. */
  async createUser(login: string, options: { readonly staff?: boolean } = {}): Promise<string> {
    const response = await this.operator("/api/users", { login, ...options });
    if (response.status !== 201) throw new Error(`the user was not created: ${await response.text()}`);
    return (await response.json<{ id: string }>()).id;
  }

  /** An access token of the user, as the header that shows it; without scopes it reads and writes. */
  async bearer(login: string, scopes?: readonly string[]): Promise<{ readonly Authorization: string }> {
    const response = await this.operator(`/api/users/${login}/token`, scopes === undefined ? {} : { scopes });
    if (response.status !== 201) throw new Error(`the token was not created: ${await response.text()}`);
    const { token } = await response.json<{ token: string }>();
    return { Authorization: `Bearer ${token}` };
  }

  /** A new guest's session, as the headers that a page of this site sends. */
  async guest(name: string): Promise<{ readonly Cookie: string; readonly Origin: string }> {
    const response = await this.request("/api/session", {
      method: "POST",
      headers: { Origin: ORIGIN, "Content-Type": "application/json" },
      body: JSON.stringify({ name }),
    });
    if (response.status !== 201) throw new Error(`the session was not opened: ${await response.text()}`);
    return { Cookie: response.headers.get("Set-Cookie")?.split(";")[0] ?? "", Origin: ORIGIN };
  }

  openRequest(streamKey: string, nodeId = "node-1", token = NODE_TOKEN): Promise<Response> {
    return this.request("/api/ingest/open", {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ streamKey, nodeId, protocol: "rtmp" }),
    });
  }

  async open(streamKey: string, nodeId?: string): Promise<TestLease> {
    const response = await this.openRequest(streamKey, nodeId);
    const answer: { outcome: string; lease?: TestLease } = await response.json();
    if (answer.lease === undefined) throw new Error(`no lease came: ${JSON.stringify(answer)}`);
    return answer.lease;
  }

  uplinkRequest(lease: TestLease): Promise<Response> {
    const path = `/api/ingest/channels/${lease.channelId}/broadcasts/${lease.broadcastId}/uplink`;
    return this.request(path, { headers: { Upgrade: "websocket", Authorization: `Bearer ${lease.uploadToken}` } });
  }

  /** Connects, greets and declares the replay done. */
  async publish(lease: TestLease): Promise<TestNode> {
    const node = await this.connect(lease);
    await node.greet(-1, -1);
    node.say({ kind: "live" });
    return node;
  }

  async connect(lease: TestLease): Promise<TestNode> {
    const { status, webSocket } = await this.uplinkRequest(lease);
    if (status !== 101 || webSocket === null) throw new Error(`the uplink was refused: ${status}`);
    webSocket.accept();
    return new TestNode(webSocket, lease);
  }
}

export type Down = {
  readonly kind: string;
  readonly received?: number;
  readonly stored?: number;
  readonly reason?: string;
};
export type Closed = { readonly code: number; readonly reason: string };

/** One uplink of a node. */
export class TestNode {
  readonly lease: TestLease;
  readonly maker: BundleMaker;
  readonly closed: Promise<Closed>;
  readonly #socket: WebSocket;
  readonly #messages: Down[] = [];
  readonly #watchers = new Set<() => void>();

  constructor(socket: WebSocket, lease: TestLease) {
    this.#socket = socket;
    this.lease = lease;
    this.maker = new BundleMaker(lease);
    this.closed = new Promise((resolve) => {
      socket.addEventListener("close", ({ code, reason }) => resolve({ code, reason }));
    });
    socket.addEventListener("message", ({ data }) => {
      this.#messages.push(JSON.parse(String(data)));
      for (const watch of [...this.#watchers]) watch();
    });
  }

  say(message: object | string): void {
    this.#socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  send(frame: Uint8Array): void {
    this.#socket.send(frame);
  }

  close(): void {
    this.#socket.close(1000, "done");
  }

  async greet(oldest: number, newest: number): Promise<Down> {
    this.say({ kind: "hello", epoch: this.lease.epoch, oldest, newest });
    return this.until(({ kind }) => kind === "welcome");
  }

  /** Sends the next bundles and waits until they are in the object's memory. */
  async push(count: number): Promise<MadeBundle[]> {
    const made = this.maker.take(count);
    for (const { frame } of made) this.send(frame);
    const last = made.at(-1)?.seq ?? -1;
    await this.until(({ kind, received = -1 }) => kind === "ack" && received >= last);
    return made;
  }

  /** The first message, past or to come, that fits. */
  async until(fits: (message: Down) => boolean): Promise<Down> {
    for (;;) {
      const found = this.#messages.find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        const watch = (): void => {
          this.#watchers.delete(watch);
          resolve();
        };
        this.#watchers.add(watch);
      });
    }
  }
}
