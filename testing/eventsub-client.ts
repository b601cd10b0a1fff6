/** A client of the WebSocket transport, for tests inside workerd: its messages come out in order, each awaited. */
import type { Fetch } from "./edge-world.ts";

export type EventsubMessage = {
  readonly metadata: {
    readonly message_id: string;
    readonly message_type: string;
    readonly subscription_type?: string;
    readonly subscription_version?: string;
  };
  readonly payload: {
    readonly session?: { readonly id: string; readonly status: string; readonly reconnect_url: string | null };
    readonly subscription?: { readonly id: string; readonly status: string };
    readonly event?: Readonly<Record<string, unknown>>;
  };
};

export class EventsubClient {
  readonly #socket: WebSocket;
  readonly #messages: EventsubMessage[] = [];
  #wake: () => void = () => undefined;
  closed: { readonly code: number; readonly reason: string } | null = null;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.accept();
    socket.addEventListener("message", ({ data }) => {
      this.#messages.push(JSON.parse(String(data)));
      this.#wake();
    });
    socket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
      this.#wake();
    });
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  close(): void {
    this.#socket.close(1000, "bye");
  }

  async next(): Promise<EventsubMessage> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      if (this.closed !== null) throw new Error(`closed with ${this.closed.code} ${this.closed.reason}`);
      await this.#news();
    }
  }

  /** The next message of this type; signs of life before it are passed over. */
  async message(type: string): Promise<EventsubMessage> {
    for (;;) {
      const message = await this.next();
      if (message.metadata.message_type === type) return message;
      if (message.metadata.message_type !== "session_keepalive") {
        throw new Error(`${type} expected, got ${JSON.stringify(message)}`);
      }
    }
  }

  async closing(): Promise<{ readonly code: number; readonly reason: string }> {
    while (this.closed === null) await this.#news();
    return this.closed;
  }

  /** Messages that came and were not taken. */
  get waiting(): number {
    return this.#messages.length;
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** Opens a socket; `path` may be what a reconnect's address says. */
export async function connectEventsub(fetch: Fetch, path = "/eventsub/ws"): Promise<EventsubClient> {
  const answer = await fetch(new Request(new URL(path, "https://rill.test"), { headers: { Upgrade: "websocket" } }));
  if (answer.webSocket === null) throw new Error(`the socket was refused: ${answer.status} ${await answer.text()}`);
  return new EventsubClient(answer.webSocket);
}

/** Opens a socket and takes the welcome; answers the session's id too. */
export async function openSession(fetch: Fetch): Promise<{ readonly client: EventsubClient; readonly id: string }> {
  const client = await connectEventsub(fetch);
  const { payload } = await client.message("session_welcome");
  return { client, id: payload.session?.id ?? "" };
}
