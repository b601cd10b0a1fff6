/** JOIN, PART and PRIVMSG: which channel is meant, whether the client may, and what its room is asked. */
import { parseMessageId } from "#protocol/chat/event.ts";
import { ChannelNames } from "./channel-names.ts";
import type { Client } from "./client.ts";
import { JOIN_WINDOW_MS, MAX_CHANNELS, MAX_JOINS, MAX_UNANSWERED } from "./limits.ts";
import { type Channel, partLine } from "./lines/channel-lines.ts";
import { NO_SUCH_CHANNEL, notice } from "./lines/notice.ts";
import type { GatewayPorts } from "./ports.ts";
import type { Rooms } from "./rooms.ts";
import type { IrcSession } from "./session.ts";
import type { Effect } from "./step.ts";

type Send = Extract<Effect, { readonly kind: "send" }>;

/** A colour is one's own in every room, so that clients name any channel with it, also one that is none. */
const COLOUR_COMMAND = /^[/.]color(?: |$)/i;

const JOINING_TOO_FAST = `You are joining too fast: ${MAX_JOINS} channels in ${JOIN_WINDOW_MS / 1000} seconds at most.`;
const TOO_MANY_CHANNELS = `A connection is in ${MAX_CHANNELS} channels at most.`;

export class ChannelCommands {
  readonly #ports: GatewayPorts;
  readonly #rooms: Rooms;
  readonly #names: ChannelNames;

  constructor(ports: GatewayPorts, rooms: Rooms) {
    this.#ports = ports;
    this.#rooms = rooms;
    this.#names = new ChannelNames(ports.findChannels);
  }

  /** Null when everything is done at once. */
  join(client: Client, logins: readonly string[]): Promise<void> | null {
    const now = this.#ports.now();
    const allowed = logins.filter((login) => {
      const isAllowed = client.joins.take(now);
      if (!isAllowed) client.say(notice(login, "msg_ratelimit", JOINING_TOO_FAST));
      return isAllowed;
    });
    return this.#withNames(client, allowed, () => {
      for (const login of allowed) this.#joinOne(client, login);
    });
  }

  part(client: Client, logins: readonly string[]): void {
    for (const login of logins) this.#partOne(client, login);
  }

  /** Null when it is sent at once. */
  send(client: Client, send: Send): Promise<void> | null {
    return this.#withNames(client, [send.login], () => this.#sendOne(client, send));
  }

  /** Runs at once when the names are known, else after they were asked for. */
  #withNames(client: Client, logins: readonly string[], run: () => void): Promise<void> | null {
    const now = this.#ports.now();
    if (logins.every((login) => this.#names.known(login, now) !== undefined)) {
      run();
      return null;
    }
    return this.#learn(client, logins, run);
  }

  async #learn(client: Client, logins: readonly string[], run: () => void): Promise<void> {
    try {
      await this.#names.learn(logins, this.#ports.now());
    } catch (cause) {
      this.#ports.log("channels could not be looked up", cause);
      const sentence = "The channel cannot be looked up right now. Try again in a moment.";
      client.say(...logins.map((login) => notice(login, "unavailable", sentence)));
      return;
    }
    if (!client.isClosed) run();
  }

  #nameOf(login: string): Channel | null {
    return this.#names.known(login, this.#ports.now()) ?? null;
  }

  #joinOne(client: Client, login: string): void {
    const { session } = client;
    const channel = this.#nameOf(login);
    if (channel === null) return client.say(notice(login, "msg_channel_suspended", NO_SUCH_CHANNEL));
    if (!session.channels.some(({ id }) => id === channel.id)) {
      if (session.channels.length >= MAX_CHANNELS) return client.say(notice(login, "too_many", TOO_MANY_CHANNELS));
      this.#remember(client, { ...session, channels: [...session.channels, channel] });
    }
    this.#rooms.join(client, channel);
  }

  #partOne(client: Client, login: string): void {
    const { session } = client;
    const channel = session.channels.find((one) => one.login === login);
    if (channel !== undefined) {
      this.#rooms.leave(client, channel.id);
      this.#remember(client, { ...session, channels: session.channels.filter((one) => one !== channel) });
    }
    client.say(partLine(client.nick, login));
  }

  #sendOne(client: Client, { login, text, replyTo, clientNonce }: Send): void {
    const { account } = client.session;
    if (account === null) return;
    const named = this.#nameOf(login);
    const own = { id: account.viewer.userId, login: account.viewer.login };
    const channel = named ?? (COLOUR_COMMAND.test(text) ? own : null);
    const refused = (code: string, sentence: string): void => client.say(notice(login, code, sentence));
    if (channel === null) return refused("msg_channel_suspended", NO_SUCH_CHANNEL);
    if (!account.mayWrite) return refused("no_permission", "Your access token lacks the scope chat:edit.");
    if (client.pending.size >= MAX_UNANSWERED)
      return refused("msg_ratelimit", "Your messages are being sent too quickly.");
    const answers = replyTo === null ? null : parseMessageId(channel.id, replyTo);
    if (replyTo !== null && answers === null) return refused("reply_gone", "The message that you answer is not there.");
    const nonce = this.#ports.newNonce();
    const told = this.#rooms.get(channel.id)?.told ?? new Map();
    client.pending.set(nonce, { channelId: channel.id, login, clientNonce, told });
    const reply = answers === null ? {} : { replyTo: answers };
    this.#rooms.send(client, channel, { kind: "send", nonce, text, ...reply });
  }

  #remember(client: Client, session: IrcSession): void {
    client.session = session;
    this.#ports.remember(session);
  }
}
