/** Looks at who is in the rooms that clients with the capability membership are in, as long as there are any. Knows no lines. */
import { LOOK_MS } from "./limits.ts";
import type { GatewayPorts } from "./ports.ts";
import { lookWhoIsIn, type Presence } from "./presence.ts";
import type { RoomView } from "./room-view.ts";

type Rooms = { get(channelId: string): RoomView | undefined };

export class Looks {
  readonly #ports: GatewayPorts;
  readonly #rooms: Rooms;

  constructor(ports: GatewayPorts, rooms: Rooms) {
    this.#ports = ports;
    this.#rooms = rooms;
  }

  /** Somebody came who may want to be told: the first is not kept waiting. */
  watch(view: RoomView): void {
    const { membership, channel } = view;
    if (membership.isWatched || !view.wantsMembership) return;
    membership.isWatched = true;
    this.#ports.presence.lookAt(channel.id, this.#ports.now());
  }

  async look(channelId: string): Promise<void> {
    const view = this.#rooms.get(channelId);
    if (view === undefined) return;
    if (!view.wantsMembership) return view.membership.stop();
    const presence = await this.#presence(view);
    // Everybody left meanwhile; who came back since is looked at anew.
    if (this.#rooms.get(channelId) !== view) return;
    if (presence !== undefined) view.looked(presence);
    this.#ports.presence.lookAt(channelId, this.#ports.now() + LOOK_MS);
  }

  /** Undefined when somebody could not be asked: whoever is there would be told to be gone. */
  async #presence(view: RoomView): Promise<Presence | undefined> {
    const { presence, relay, log } = this.#ports;
    const { id } = view.channel;
    const asked = { room: () => presence.room(id), gateway: (name: string) => presence.gateway(name, id) };
    try {
      return await lookWhoIsIn(relay, view.present(), asked);
    } catch (cause) {
      log("a room could not be looked at", cause);
      return undefined;
    }
  }
}
