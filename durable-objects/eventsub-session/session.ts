/**
 * One EventSub session: its sockets by number (a second one takes over when the client was asked to reconnect), who uses it, its signs of
 * life, and when it is over. Data in, data out: the shell owns the sockets, the clock and the storage. Pure.
 */
import * as v from "valibot";
import { EVENTSUB_CLOSE, RECONNECT_MS, type SessionOwner, UNUSED_MS } from "#protocol/events/session.ts";
import type { EndedStatus } from "#protocol/events/subscription.ts";
import * as say from "./frames.ts";

/** A sign of life comes so much before it is due, milliseconds: an alarm may be late, and clients have little patience. */
const KEEPALIVE_EARLY_MS = 1000;

export const sessionStateSchema = v.object({
  id: v.string(),
  /** Milliseconds since the Unix epoch, as all times here. */
  connectedAt: v.number(),
  keepaliveS: v.number(),
  /** Where clients connect: what a reconnect's address begins with. */
  address: v.string(),
  owner: v.nullable(v.object({ clientId: v.string(), userId: v.string() })),
  /** The number of the socket that is told everything. */
  socket: v.number(),
  /** The client was asked to come back with this token; until then the old socket goes on. */
  reconnect: v.nullable(v.object({ token: v.string(), until: v.number() })),
  /** The socket before that one, which its client is about to close. */
  former: v.nullable(v.object({ socket: v.number(), until: v.number() })),
});
export type SessionState = Readonly<v.InferOutput<typeof sessionStateSchema>>;

export type SessionEffect =
  | { readonly kind: "store"; readonly state: SessionState }
  | { readonly kind: "send"; readonly socket: number; readonly frame: string }
  | { readonly kind: "close"; readonly socket: number; readonly code: number; readonly reason: string }
  /** Nothing is delivered from here on: the rows of its subscriptions get this status, and the object forgets all. */
  | { readonly kind: "end"; readonly status: EndedStatus }
  | { readonly kind: "alarm"; readonly at: number };

export type Step = { readonly state: SessionState | null; readonly effects: readonly SessionEffect[] };

/** `mark` is one that no other message has. */
export type Stamp = { readonly now: number; readonly mark: string };

const stamp = ({ now, mark }: Stamp): say.Stamp => ({ messageId: mark, at: now });

/** Keeps a state and arms the alarm for what it waits for next. `spokenAt`: when the client last heard anything. */
function kept(state: SessionState, spokenAt: number, effects: readonly SessionEffect[]): Step {
  return { state, effects: [{ kind: "store", state }, ...effects, { kind: "alarm", at: nextDue(state, spokenAt) }] };
}

function nextDue(state: SessionState, spokenAt: number): number {
  const due = [spokenAt + state.keepaliveS * 1000 - KEEPALIVE_EARLY_MS];
  if (state.owner === null) due.push(state.connectedAt + UNUSED_MS);
  for (const wait of [state.reconnect, state.former]) if (wait !== null) due.push(wait.until);
  return Math.min(...due);
}

function ended(socket: number, code: number, reason: string, status: EndedStatus): Step {
  return {
    state: null,
    effects: [
      { kind: "close", socket, code, reason },
      { kind: "end", status },
    ],
  };
}

/** The first socket of a new session. */
export function connect(
  { id, address, keepaliveS }: Pick<SessionState, "id" | "address" | "keepaliveS">,
  at: Stamp,
): Step {
  const state: SessionState = {
    ...{ id, connectedAt: at.now, keepaliveS, address, owner: null, socket: 0, reconnect: null, former: null },
  };
  return kept(state, at.now, [{ kind: "send", socket: 0, frame: say.welcome(stamp(at), id, at.now, keepaliveS) }]);
}

/** Somebody subscribes for the session: the first who does uses it from then on. Null: somebody else does. */
export function attach(state: SessionState, owner: SessionOwner, spokenAt: number): Step | null {
  if (state.owner === null) return kept({ ...state, owner }, spokenAt, []);
  const isSame = state.owner.clientId === owner.clientId && state.owner.userId === owner.userId;
  return isSame ? { state, effects: [] } : null;
}

/** Asks the client to come back by a new socket. A second time changes nothing. */
export function askReconnect(state: SessionState, token: string, at: Stamp): Step {
  if (state.reconnect !== null) return { state, effects: [] };
  const asked = { ...state, reconnect: { token, until: at.now + RECONNECT_MS } };
  const url = `${state.address}?session=${state.id}&reconnect=${token}`;
  const frame = say.reconnect(stamp(at), state.id, state.connectedAt, url);
  return kept(asked, at.now, [{ kind: "send", socket: state.socket, frame }]);
}

/** A socket with the reconnect's token takes over. The old one hears no more; its client closes it, or else it is closed in a while. */
export function takeOver(state: SessionState, at: Stamp): Step {
  const socket = state.socket + 1;
  const frame = say.welcome(stamp(at), state.id, state.connectedAt, state.keepaliveS);
  const former = { socket: state.socket, until: at.now + RECONNECT_MS };
  return kept({ ...state, socket, reconnect: null, former }, at.now, [{ kind: "send", socket, frame }]);
}

/** The alarm rang, perhaps early. */
export function tick(state: SessionState, spokenAt: number, at: Stamp): Step {
  const { socket, reconnect, former, owner } = state;
  if (former !== null && former.until <= at.now) {
    const { code, reason } = { code: EVENTSUB_CLOSE.reconnectOver, reason: "reconnect grace time expired" };
    return kept({ ...state, former: null }, spokenAt, [{ kind: "close", socket: former.socket, code, reason }]);
  }
  if (reconnect !== null && reconnect.until <= at.now) {
    return ended(socket, EVENTSUB_CLOSE.reconnectOver, "reconnect grace time expired", "websocket_failed_to_reconnect");
  }
  if (owner === null && state.connectedAt + UNUSED_MS <= at.now) {
    return ended(socket, EVENTSUB_CLOSE.unused, "connection unused", "websocket_connection_unused");
  }
  const isQuiet = spokenAt + state.keepaliveS * 1000 - KEEPALIVE_EARLY_MS <= at.now;
  if (!isQuiet) return { state, effects: [{ kind: "alarm", at: nextDue(state, spokenAt) }] };
  const effects: readonly SessionEffect[] = [
    { kind: "send", socket, frame: say.keepalive(stamp(at)) },
    { kind: "alarm", at: nextDue(state, at.now) },
  ];
  return { state, effects };
}

/** A client may say nothing. */
export const spoke = (state: SessionState, socket: number): Step =>
  socket === state.socket
    ? ended(socket, EVENTSUB_CLOSE.inboundTraffic, "client sent inbound traffic", "websocket_received_inbound_traffic")
    : {
        state,
        effects: [
          { kind: "close", socket, code: EVENTSUB_CLOSE.inboundTraffic, reason: "client sent inbound traffic" },
        ],
      };

/** The client does not read. */
export const tooSlow = (state: SessionState): Step =>
  ended(state.socket, EVENTSUB_CLOSE.networkTimeout, "network timeout", "websocket_network_timeout");

/** A socket is gone. An old one that made way is no loss; one that went before the new one came leaves it its time. */
export function gone(state: SessionState, socket: number): Step {
  if (socket !== state.socket || state.reconnect !== null) return { state, effects: [] };
  return { state: null, effects: [{ kind: "end", status: "websocket_disconnected" }] };
}
