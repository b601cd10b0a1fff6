/**
 * One channel as its gateway sees it: who of the gateway's clients is in it, what the room last said of its modes and of them, and what
 * each client gets of what happens. Says lines to clients; the link, the sockets and the sessions are the gateway's.
 */
import * as v from "valibot";
import { readEvents } from "#protocol/chat/batch.ts";
import type { ChatEvent } from "#protocol/chat/event.ts";
import type { Down, Self } from "#protocol/chat/frames.ts";
import { type Modes, type ModesChange, modesSchema } from "#protocol/chat/modes.ts";
import type { Present } from "../chat-room/calls.ts";
import { presentUsers } from "../chat-room/present.ts";
import { answerLines } from "./answers.ts";
import type { Client, Pending } from "./client.ts";
import { TEXTS_KEPT } from "./limits.ts";
import { type Channel, joinLines, roomState, userState } from "./lines/channel-lines.ts";
import { modeLines, modesChanged, type ToldMode } from "./lines/mode-lines.ts";
import { notice } from "./lines/notice.ts";
import { Membership, wantsMembership } from "./membership.ts";
import type { Presence } from "./presence.ts";
import { RenderedEvents } from "./rendered-events.ts";

type Joined = Extract<Down, { readonly kind: "joined" }>;
type Answer = Extract<Down, { readonly kind: "sent" | "refused" | "done" }>;

type Member = {
  readonly client: Client;
  /** `talking`: sends to the channel and hears nothing of it, as the second connection of some clients does. */
  state: "joining" | "joined" | "talking";
  /** Own messages that are acknowledged and have not come by yet: this connection is not sent them. */
  readonly own: Set<number>;
  /** Own messages that came by while some were unanswered: some of them are this connection's. */
  unsure: ChatEvent[];
};

export class RoomView {
  /** Its login changes when the channel is renamed. */
  channel: Channel;
  readonly membership = new Membership();
  readonly #onTurnedAway: (client: Client) => void;
  readonly #members = new Map<string, Member>();
  /** By user id. */
  readonly #selves = new Map<string, Self>();
  /** The newest messages' texts, by number, oldest first. */
  readonly #texts = new Map<number, string>();
  readonly #told = new Map<ToldMode, number>();
  #modes: Modes | null = null;

  /** `onTurnedAway` hears of clients that are not in after all. */
  constructor(channel: Channel, onTurnedAway: (client: Client) => void) {
    this.channel = channel;
    this.#onTurnedAway = onTurnedAway;
  }

  get size(): number {
    return this.#members.size;
  }

  /** How often each mode was told to everyone. */
  get told(): ReadonlyMap<ToldMode, number> {
    return new Map(this.#told);
  }

  /** The accounts that are in and hear. */
  present(): Present["users"] {
    return presentUsers(this.#joined().map(({ session }) => session.account?.viewer ?? null));
  }

  /** Whether somebody who is in, or is about to be, is to be told who comes and goes. */
  get wantsMembership(): boolean {
    return [...this.#members.values()].some(({ client, state }) => state !== "talking" && wantsMembership(client));
  }

  looked(presence: Presence): void {
    this.membership.looked(this.channel.login, presence, this.#joined());
  }

  has(connection: string): boolean {
    return this.#members.has(connection);
  }

  /** Someone wants in; what clients wait for comes once the room has said what is needed for it. */
  join(client: Client): void {
    const member = this.#member(client, "joining");
    member.state = "joining";
    this.#enter(member);
  }

  /** Someone who was in before the gateway lost its memory. */
  readmit(client: Client): void {
    this.#member(client, "joined");
  }

  /** Someone sends without having joined. */
  talk(client: Client): void {
    this.#member(client, "talking");
  }

  /** Someone who waits to get in does not. */
  turnAway(client: Client, code: string, sentence: string): void {
    if (this.#members.get(client.connection)?.state !== "joining") return;
    this.leave(client);
    client.say(notice(this.channel.login, code, sentence));
    this.#onTurnedAway(client);
  }

  leave(client: Client): void {
    this.#members.delete(client.connection);
    const { userId } = client;
    const isLast = userId !== null && this.#membersOf(userId).length === 0;
    if (isLast) this.#selves.delete(userId);
  }

  /** Lets those go that neither listen nor wait for an answer. */
  forgetTalkers(): void {
    for (const { client, state } of [...this.#members.values()]) {
      if (state === "talking" && !client.isUnanswered(this.channel.id)) this.leave(client);
    }
  }

  /** The link is there, for the first time when `since` is null. Answers who has to introduce themselves to the room. */
  welcome(since: number | null, joined: Joined): readonly Client[] {
    const events = readEvents(joined.events);
    if (since === null) this.#remember(events);
    else this.events(events, true);
    const before = this.#modes;
    this.#modes = joined.modes;
    const missed = before === null || since === null ? {} : modesChanged(before, joined.modes);
    for (const member of [...this.#members.values()]) {
      if (member.state === "joined") member.client.say(...modeLines(this.channel, missed));
      this.#enter(member);
    }
    return [...this.#members.values()].map(({ client }) => client).filter(({ userId }) => userId !== null);
  }

  /** What happened, in order; `isReplay` when acknowledgements of it may still come. */
  events(events: readonly ChatEvent[], isReplay = false): void {
    this.#remember(events);
    const rendered = new RenderedEvents(this.channel, events, (seq) => this.#texts.get(seq));
    for (const event of events) if (event.kind === "modes") this.#changeModes(event.changed);
    for (const member of this.#members.values()) {
      if (member.state === "joined") this.#tell(member, events, rendered, isReplay);
    }
  }

  /** The room answered a message or command of this client. `newest` is the number of the newest event that came by. */
  answered(client: Client, pending: Pending, frame: Answer, newest: number): void {
    const member = this.#members.get(client.connection);
    const seq = frame.kind === "sent" ? frame.seq : null;
    if (member !== undefined && seq !== null) {
      if (seq > newest && member.state === "joined") member.own.add(seq);
      member.unsure = member.unsure.filter((event) => event.seq !== seq);
    }
    const isTold = (mode: ToldMode): boolean => (this.#told.get(mode) ?? 0) > (pending.told.get(mode) ?? 0);
    const self = client.userId === null ? null : (this.#selves.get(client.userId) ?? null);
    const channel = { id: this.channel.id, login: pending.login };
    const { clientNonce } = pending;
    client.say(...answerLines(frame, { channel, self, clientNonce, modes: this.#modes, isTold }));
    if (member !== undefined && !client.isUnanswered(this.channel.id)) this.#settle(member);
  }

  /** What the user of this connection is here. */
  introduced(client: Client, self: Self): void {
    this.#selves.set(self.userId, self);
    const member = this.#members.get(client.connection);
    if (member !== undefined) this.#enter(member);
  }

  /** A frame to all connections of a user. */
  toUser(userId: string, frame: Down): void {
    if (frame.kind === "self") this.#selves.set(userId, frame.self);
    for (const { client, state } of this.#membersOf(userId)) {
      if (state !== "joined") continue;
      if (frame.kind === "self") client.say(userState(this.channel.login, frame.self));
      if (frame.kind === "refused") client.say(notice(this.channel.login, frame.code, frame.message));
    }
  }

  /** A frame to everybody. */
  toAll(frame: Down): void {
    if (frame.kind !== "sampled") return;
    const sentence = `This chat is very busy: ${frame.shown} of the last ${frame.total} messages were shown.`;
    for (const { client, state } of this.#members.values()) {
      if (state === "joined") client.say(notice(this.channel.login, "sampled", sentence));
    }
  }

  #member(client: Client, state: Member["state"]): Member {
    const known = this.#members.get(client.connection);
    if (known !== undefined) return known;
    const member: Member = { client, state, own: new Set(), unsure: [] };
    this.#members.set(client.connection, member);
    return member;
  }

  #joined(): readonly Client[] {
    return [...this.#members.values()].filter(({ state }) => state === "joined").map(({ client }) => client);
  }

  #membersOf(userId: string): readonly Member[] {
    return [...this.#members.values()].filter(({ client }) => client.userId === userId);
  }

  /** Lets someone in who waits for it, once the modes and, with an account, their standing are known. */
  #enter(member: Member): void {
    const { client } = member;
    if (member.state !== "joining" || this.#modes === null) return;
    const { login } = this.channel;
    const self = client.userId === null ? null : this.#selves.get(client.userId);
    if (self === undefined) return;
    if (self?.banned === true) {
      this.turnAway(client, "msg_banned", `You are permanently banned from talking in ${login}.`);
      return;
    }
    member.state = "joined";
    client.say(...joinLines(client.nick, login, this.membership.list(client)));
    if (self !== null) client.say(userState(login, self));
    client.say(roomState(this.channel, this.#modes));
  }

  #tell(member: Member, events: readonly ChatEvent[], rendered: RenderedEvents, isReplay: boolean): void {
    const { client, own } = member;
    const left = new Set<number>();
    const isUnsure = isReplay && client.isUnanswered(this.channel.id);
    if (own.size > 0 || isUnsure) {
      for (const event of events) {
        if (own.delete(event.seq)) left.add(event.seq);
        else if (isUnsure && event.kind === "message" && event.from.userId === client.userId) {
          left.add(event.seq);
          member.unsure.push(event);
        }
      }
    }
    const { capabilities } = client;
    client.sayText(left.size === 0 ? rendered.text(capabilities) : rendered.textWithout(capabilities, left));
  }

  /** Everything that this connection sent is answered: what came by and is not its own is another connection's. */
  #settle(member: Member): void {
    if (member.unsure.length === 0) return;
    const rendered = new RenderedEvents(this.channel, member.unsure, (seq) => this.#texts.get(seq));
    member.unsure = [];
    member.client.sayText(rendered.text(member.client.capabilities));
  }

  #changeModes(changed: ModesChange): void {
    if (this.#modes !== null) this.#modes = v.parse(modesSchema, { ...this.#modes, ...changed });
    for (const mode of TOLD) if (mode in changed) this.#told.set(mode, (this.#told.get(mode) ?? 0) + 1);
  }

  #remember(events: readonly ChatEvent[]): void {
    for (const event of events) {
      if (event.kind !== "message" && event.kind !== "announcement") continue;
      this.#texts.set(event.seq, event.text);
      const [oldest] = this.#texts.keys();
      if (this.#texts.size > TEXTS_KEPT && oldest !== undefined) this.#texts.delete(oldest);
    }
  }
}

const TOLD: readonly ToldMode[] = ["slowSeconds", "followerMinutes", "subscribersOnly", "emoteOnly", "uniqueChat"];
