/** Chat rooms for tests inside workerd, and their clients, which are closed when a test ends. Storage is shared by the tests of a file, so each takes a room of its own. */
import type { Viewer } from "#protocol/chat/viewer.ts";
import { type ChatClient, connectTo, type Door, joinRoom } from "./chat-client.ts";
import { person } from "./chat-people.ts";

export class ChatRooms<Room extends Door> {
  readonly #roomOf: (id: string) => Room;
  readonly #open: ChatClient[] = [];
  #last: number;

  /** Rooms have the numbers after `last`. */
  constructor(roomOf: (id: string) => Room, last: number) {
    this.#roomOf = roomOf;
    this.#last = last;
  }

  next(): { readonly id: string; readonly streamer: Viewer; readonly room: Room } {
    this.#last += 1;
    const id = String(this.#last);
    return { id, streamer: person("streamer", id), room: this.#roomOf(id) };
  }

  async connect(room: Room, viewer: Viewer | null, path?: string): Promise<ChatClient> {
    const client = await connectTo(room, viewer, path);
    this.#open.push(client);
    return client;
  }

  async join(room: Room, viewer: Viewer | null, after?: number): ReturnType<typeof joinRoom> {
    const joined = await joinRoom(room, viewer, after);
    this.#open.push(joined.client);
    return joined;
  }

  closeAll(): void {
    for (const client of this.#open.splice(0)) if (client.closed === null) client.close();
  }
}
