/** A chat room that a test plays by hand, over real sockets and the real frames: it takes what is sent unless told otherwise. */
import { deflateRawSync } from "node:zlib";
import * as v from "valibot";
import type { WebSocket } from "ws";
import { type Action, actionSchema } from "#protocol/chat/action.ts";
import { encodeBatch } from "#protocol/chat/batch.ts";
import { type ChatEvent, type Chatter, encodeEvent, type MessageEvent, type Unplaced } from "#protocol/chat/event.ts";
import { type Down, type Self, type Up, upSchema } from "#protocol/chat/frames.ts";
import { CHAT_PING, CHAT_PONG, HISTORY_EVENTS, MAX_BATCH_EVENTS } from "#protocol/chat/limits.ts";
import type { Held, ModerationView } from "#protocol/chat/moderation.ts";
import { DEFAULT_MODES, effectiveModes, type Modes, type ModesChange } from "#protocol/chat/modes.ts";

type Member = { readonly socket: WebSocket; readonly name: string | null; joined: boolean; moderation: boolean };

export class ScriptedRoom {
  /** What the pages sent, oldest first; pings are not among it. */
  readonly heard: Up[] = [];
  /** Names of moderators; the first is the broadcaster. */
  moderators: readonly string[] = [];
  /** Refuses sockets. */
  closed = false;
  /** What a message is answered instead of being shown; null: it is shown. */
  answer: ((up: Extract<Up, { kind: "send" }>) => Down | null) | null = null;
  /** What an action is answered instead of being done. */
  refuse: Pick<Extract<Down, { kind: "refused" }>, "code" | "message"> | null = null;
  /** What this person is told of themselves, over what they are. */
  self: Partial<Self> = {};
  view: ModerationView = {
    role: "moderator",
    modes: DEFAULT_MODES,
    ...{ moderators: [], vips: [], bans: [], terms: [], held: [], log: [] },
  };
  #events: ChatEvent[] = [];
  #seq = 100;
  readonly #members = new Set<Member>();

  static personOf(name: string): Chatter {
    const login = name.toLowerCase();
    const userId = String(1000 + [...login].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1e6, 7));
    return { userId, login, name, colour: null, badges: [] };
  }

  get sockets(): number {
    return this.#members.size;
  }

  enter(socket: WebSocket, name: string | null): void {
    const member: Member = { socket, name, joined: false, moderation: false };
    this.#members.add(member);
    socket.on("close", () => this.#members.delete(member));
    socket.on("message", (data) => {
      const text = String(data);
      if (text === CHAT_PING) socket.send(CHAT_PONG);
      else this.#hear(member, v.parse(upSchema, JSON.parse(text)));
    });
  }

  /** Says something as somebody. */
  say(
    name: string,
    text: string,
    more: Partial<Omit<MessageEvent, "from">> & { from?: Partial<Chatter> } = {},
  ): number {
    const from = { ...ScriptedRoom.personOf(name), ...more.from };
    const rest = { emotes: [], action: false, first: false, reply: null, ...more, from };
    return this.emit([{ kind: "message", at: Date.now(), text, ...rest }]);
  }

  /** Gives events their place and sends them as one batch, or several when there are many; answers the last number. */
  emit(events: readonly Unplaced<ChatEvent>[]): number {
    for (let at = 0; at < events.length; at += MAX_BATCH_EVENTS) this.#batch(events.slice(at, at + MAX_BATCH_EVENTS));
    return this.#seq;
  }

  /** To everyone, or to one person. */
  tell(down: Down, name: string | null = null): void {
    for (const member of this.#members) if (name === null || member.name === name) send(member, down);
  }

  /** Ends every connection. */
  drop(): void {
    for (const { socket } of this.#members) socket.terminate();
  }

  hold(name: string, text: string, span: readonly [number, number], id = `held-${this.view.held.length + 1}`): void {
    const from = ScriptedRoom.personOf(name);
    const held: Held = {
      ...{ id, at: Date.now(), expiresAt: Date.now() + 300_000, text, reason: "automod", category: "swearing" },
      from: { userId: from.userId, login: from.login, name },
      spans: [[...span]],
    };
    this.view = { ...this.view, held: [...this.view.held, held] };
    this.#toModerators({ kind: "held", held });
  }

  viewFor(name: string): ModerationView | null {
    if (!this.moderators.includes(name)) return null;
    return { ...this.view, role: this.moderators[0] === name ? "broadcaster" : "moderator" };
  }

  #batch(unplaced: readonly Unplaced<ChatEvent>[]): void {
    const previous = this.#seq;
    const events = unplaced.map((event): ChatEvent => ({ ...event, seq: ++this.#seq }) as ChatEvent);
    this.#events.push(...events);
    const first = events[0]?.seq ?? previous;
    const frame = encodeBatch({ previous, first, last: this.#seq, events }, (bytes) => deflateRawSync(bytes));
    for (const { socket, joined } of this.#members) if (joined) socket.send(frame);
  }

  #hear(member: Member, up: Up): void {
    this.heard.push(up);
    if (up.kind === "join") this.#join(member, up);
    else if (member.name === null) {
      const message = "Log in to write in this chat.";
      send(member, { kind: "refused", nonce: up.nonce, code: "login_required", message, retryMs: null });
    } else if (up.kind === "send") this.#send(member, up, member.name);
    else this.#act(member, up.nonce, v.parse(actionSchema, up.action));
  }

  #join(member: Member, { after, moderation }: Extract<Up, { kind: "join" }>): void {
    member.joined = true;
    member.moderation = moderation && member.name !== null && this.moderators.includes(member.name);
    const missed = this.#events.filter(({ seq }) => seq > (after ?? -1));
    const events = after === undefined ? missed.slice(-HISTORY_EVENTS) : missed;
    send(member, {
      ...{ kind: "joined", channelId: "1", seq: this.#seq, complete: true, events: events.map(encodeEvent) },
      ...{ modes: effectiveModes(this.view.modes), self: this.#selfOf(member.name), chatters: 12_345, kept: true },
    });
  }

  #send(member: Member, up: Extract<Up, { kind: "send" }>, name: string): void {
    const answer = this.answer?.(up) ?? null;
    if (answer !== null) return send(member, answer);
    const answered = this.#events.find(({ seq }) => seq === up.replyTo);
    const reply =
      answered?.kind === "message" ? { seq: answered.seq, ...user(answered.from), text: answered.text } : null;
    const seq = this.say(name, up.text, { reply });
    send(member, { kind: "sent", nonce: up.nonce, seq, kept: true });
  }

  #act(member: Member, nonce: string, action: Action): void {
    const by = user(ScriptedRoom.personOf(member.name ?? ""));
    const at = Date.now();
    if (this.refuse !== null) return send(member, { kind: "refused", nonce, retryMs: null, ...this.refuse });
    const done = (message: string, code: Extract<Down, { kind: "done" }>["code"] = "modes_success") =>
      send(member, { kind: "done", nonce, code, message });
    switch (action.kind) {
      case "delete":
        this.emit([{ kind: "delete", at, target: action.target, login: "someone" }]);
        done("The message was deleted.", "delete_message_success");
        break;
      case "ban":
      case "timeout": {
        const { userId, login } = ScriptedRoom.personOf(action.user);
        const seconds = action.kind === "timeout" ? action.seconds : null;
        this.emit([{ kind: "purge", at, userId, login, seconds }]);
        done(action.kind === "ban" ? `${login} is banned.` : `${login} is timed out.`, "ban_success");
        break;
      }
      case "modes":
        this.view = { ...this.view, modes: changed(this.view.modes, action.change) };
        this.emit([{ kind: "modes", at, changed: action.change }]);
        done("The rules have changed.");
        break;
      case "allowHeld":
      case "denyHeld":
        this.view = { ...this.view, held: this.view.held.filter(({ id }) => id !== action.id) };
        this.#toModerators({
          kind: "heldOver",
          id: action.id,
          outcome: action.kind === "allowHeld" ? "allowed" : "denied",
        });
        done("Decided.", "held_allow_success");
        break;
      default:
        done("Done.");
    }
    const detail = "reason" in action ? action.reason : "";
    const about = "user" in action ? user(ScriptedRoom.personOf(action.user)) : null;
    const entry = { id: this.view.log.length + 1, at, by, action: action.kind, user: about, detail };
    this.view = { ...this.view, log: [entry, ...this.view.log] };
    this.#toModerators({ kind: "logged", entry });
  }

  #toModerators(down: Down): void {
    for (const member of this.#members) if (member.moderation) send(member, down);
  }

  #selfOf(name: string | null): Self | null {
    if (name === null) return null;
    const isModerator = this.moderators.includes(name);
    const role = !isModerator ? "viewer" : this.moderators[0] === name ? "broadcaster" : "moderator";
    const { badges: _none, ...person } = ScriptedRoom.personOf(name);
    const badges = role === "viewer" ? [] : [`${role}/1`];
    const nothing = { staff: false, subscriber: false, timedOutUntil: null, banned: false };
    return { ...person, badges, role, ...nothing, ...this.self };
  }
}

const changed = (modes: Modes, change: ModesChange): Modes => ({
  ...modes,
  ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
});

const user = ({ userId, login, name }: Chatter) => ({ userId, login, name });

function send({ socket }: Member, down: Down): void {
  socket.send(JSON.stringify(down));
}
