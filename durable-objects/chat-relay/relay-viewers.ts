/** The viewers of a relay by their sockets and by their accounts. Knows no rules. */
import type { RelaySession } from "./relay-session.ts";

export class RelayViewers {
  readonly #sessions = new Map<string, RelaySession>();
  readonly #byUser = new Map<string, Set<string>>();
  #joined = 0;

  get size(): number {
    return this.#sessions.size;
  }

  /** Those to whom events are on their way. */
  get joined(): number {
    return this.#joined;
  }

  get(socket: string): RelaySession | undefined {
    return this.#sessions.get(socket);
  }

  /** Whose sockets they are that joined; null for each reader without account. */
  *joinedViewers(): Iterable<RelaySession["viewer"]> {
    for (const { joinedAt, viewer } of this.#sessions.values()) if (joinedAt !== null) yield viewer;
  }

  all(): IterableIterator<RelaySession> {
    return this.#sessions.values();
  }

  /** The sockets of one account. */
  socketsOf(userId: string): ReadonlySet<string> {
    return this.#byUser.get(userId) ?? new Set();
  }

  put(session: RelaySession): void {
    const { socket, viewer } = session;
    this.#joined += isJoined(session) - isJoined(this.#sessions.get(socket));
    this.#sessions.set(socket, session);
    if (viewer === null) return;
    const sockets = this.#byUser.get(viewer.userId) ?? new Set();
    this.#byUser.set(viewer.userId, sockets.add(socket));
  }

  delete(socket: string): void {
    const session = this.#sessions.get(socket);
    const viewer = session?.viewer ?? null;
    this.#joined -= isJoined(session);
    this.#sessions.delete(socket);
    if (viewer === null) return;
    const sockets = this.#byUser.get(viewer.userId);
    sockets?.delete(socket);
    if (sockets?.size === 0) this.#byUser.delete(viewer.userId);
  }
}

const isJoined = (session: RelaySession | undefined): number => ((session?.joinedAt ?? null) === null ? 0 : 1);
