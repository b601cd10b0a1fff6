/** The WebSocket of one link to a room (`/link` of its object), one at a time: nothing of an earlier one is passed on. Knows no frames. */

/** What becomes of it, as `RoomLink` takes it. */
export type LinkEvents = {
  opened(): void;
  /** Closed by the room, or could not be opened. */
  closed(): void;
  frame(data: string | Uint8Array): void;
};

/** A room's stub. */
type Room = { fetch(url: string, init: { headers: Record<string, string> }): Promise<Response> };

export class LinkSocket {
  readonly #room: () => Room;
  readonly #events: LinkEvents;
  /** The one that counts; null while it opens, and without any. */
  #socket: WebSocket | null = null;
  #opened = 0;

  /** `room` is asked for each time: a stub that failed once may fail for good. */
  constructor(room: () => Room, events: LinkEvents) {
    this.#room = room;
    this.#events = events;
  }

  /** Opens a new one; settles when that is decided, and never rejects. */
  async connect(): Promise<void> {
    this.disconnect();
    const link = this.#opened;
    const socket = await this.#upgrade();
    if (link !== this.#opened) {
      if (socket !== null) close(socket);
      return;
    }
    if (socket === null) return this.#events.closed();
    const lost = (): void => {
      if (link !== this.#opened) return;
      this.disconnect();
      this.#events.closed();
    };
    socket.addEventListener("close", lost);
    socket.addEventListener("error", lost);
    socket.addEventListener("message", ({ data }) => {
      if (link === this.#opened) this.#events.frame(data instanceof ArrayBuffer ? new Uint8Array(data) : String(data));
    });
    this.#socket = socket;
    this.#events.opened();
  }

  disconnect(): void {
    this.#opened += 1;
    if (this.#socket !== null) close(this.#socket);
    this.#socket = null;
  }

  /** One that is closing takes no more; its end is an event of its own. */
  transmit(frame: string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(frame);
  }

  /** Null when the room cannot be reached. */
  async #upgrade(): Promise<WebSocket | null> {
    try {
      const { webSocket } = await this.#room().fetch("https://chat-room/link", { headers: { Upgrade: "websocket" } });
      if (webSocket === null) return null;
      // Whatever the runtime's default is: a blob would have to be waited for, and frames would pass each other.
      webSocket.binaryType = "arraybuffer";
      webSocket.accept();
      return webSocket;
    } catch {
      return null;
    }
  }
}

function close(socket: WebSocket): void {
  try {
    socket.close(1000, "");
  } catch {
    // The room was faster: it is closed already.
    return;
  }
}
