/** Which channel has a login: asked of the directory, and believed for a while, so that a bot's thousand messages are one question. */
import { MAX_NAMES, NAME_MS, NO_NAME_MS } from "./limits.ts";
import type { Channel } from "./lines/channel-lines.ts";

/** The channels of those logins that have one. */
export type FindChannels = (logins: readonly string[]) => Promise<readonly Channel[]>;

type Known = { readonly channel: Channel | null; readonly at: number };

export class ChannelNames {
  readonly #find: FindChannels;
  readonly #known = new Map<string, Known>();

  constructor(find: FindChannels) {
    this.#find = find;
  }

  /** Null for a login that no channel has; undefined when it has to be asked for. */
  known(login: string, nowMs: number): Channel | null | undefined {
    const known = this.#known.get(login);
    if (known === undefined) return undefined;
    return nowMs - known.at < (known.channel === null ? NO_NAME_MS : NAME_MS) ? known.channel : undefined;
  }

  /** Asks for those that are not known; at most as many as one question may hold. */
  async learn(logins: readonly string[], nowMs: number): Promise<void> {
    const unknown = logins.filter((login) => this.known(login, nowMs) === undefined);
    if (unknown.length === 0) return;
    const found = new Map((await this.#find(unknown)).map((channel) => [channel.login, channel]));
    for (const login of unknown) this.#remember(login, { channel: found.get(login) ?? null, at: nowMs });
  }

  #remember(login: string, known: Known): void {
    this.#known.delete(login);
    this.#known.set(login, known);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_NAMES && oldest !== undefined) this.#known.delete(oldest);
  }
}
