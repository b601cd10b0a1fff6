/** Events as text, rendered once for each set of capabilities, however many clients get them. */
import type { ChatEvent } from "#protocol/chat/event.ts";
import { type Capabilities, COMMANDS, TAGS } from "#protocol/irc/capabilities.ts";
import { writeFrame } from "#protocol/irc/frame.ts";
import type { Channel } from "./lines/channel-lines.ts";
import { eventLines } from "./lines/event-lines.ts";
import { renderFor, type ServerLine } from "./lines/server-line.ts";

type Entry = { readonly seq: number; readonly lines: readonly ServerLine[] };

export class RenderedEvents {
  readonly #entries: readonly Entry[];
  readonly #texts = new Map<Capabilities, readonly string[]>();
  readonly #whole = new Map<Capabilities, string>();

  constructor(channel: Channel, events: readonly ChatEvent[], textOf: (seq: number) => string | undefined) {
    this.#entries = events.map((event) => ({ seq: event.seq, lines: eventLines(channel, event, textOf) }));
  }

  text(capabilities: Capabilities): string {
    const variant = capabilities & (TAGS | COMMANDS);
    const known = this.#whole.get(variant);
    if (known !== undefined) return known;
    const text = this.#each(variant).join("");
    this.#whole.set(variant, text);
    return text;
  }

  /** Without the events of these numbers. */
  textWithout(capabilities: Capabilities, left: ReadonlySet<number>): string {
    const texts = this.#each(capabilities & (TAGS | COMMANDS));
    return texts.filter((_, index) => !left.has(this.#entries[index]?.seq ?? -1)).join("");
  }

  #each(variant: Capabilities): readonly string[] {
    const known = this.#texts.get(variant);
    if (known !== undefined) return known;
    const texts = this.#entries.map(({ lines }) => writeFrame(renderFor(lines, variant)));
    this.#texts.set(variant, texts);
    return texts;
  }
}
