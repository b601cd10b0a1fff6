/** The terminal of `npm start`: lines that stay, and one status line below them that is drawn over (on a terminal) or repeated now and then. */
import type { LogEntry } from "../stack/log.ts";

export type Output = { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };

/** Without a terminal the status comes this often, milliseconds: enough to follow, not enough to fill a log. */
const STATUS_EVERY_MS = 10_000;
/** Width of a terminal that does not tell its own. */
const DEFAULT_COLUMNS = 80;
const ERASE_LINE = "\r\u001b[2K";

export class Screen {
  readonly #out: Output;
  readonly #verbose: boolean;
  readonly #now: () => number;
  #status = "";
  #statusAt = Number.NEGATIVE_INFINITY;
  #lastLine = "";
  #repeats = 0;

  constructor(out: Output, verbose: boolean, now: () => number) {
    this.#out = out;
    this.#verbose = verbose;
    this.#now = now;
  }

  /** A line of one of the parts. Only warnings and errors are shown unless all lines are wanted; a repeated line is counted. */
  entry({ source, level, text }: LogEntry): void {
    const shown = this.#verbose || source === "stack" || level === "warn" || level === "error";
    if (!shown) return;
    const line = source === "stack" ? text : `${source}: ${text}`;
    if (line === this.#lastLine) {
      this.#repeats++;
      return;
    }
    this.#endRepeats();
    this.#lastLine = line;
    this.#print(line);
  }

  /** A line that is shown as it is. */
  line(text: string): void {
    this.#endRepeats();
    this.#lastLine = "";
    this.#print(text);
  }

  status(text: string): void {
    if (this.#out.isTTY === true) {
      // A terminal that does not know its width says 0.
      this.#status = text.slice(0, (this.#out.columns || DEFAULT_COLUMNS) - 1);
      this.#out.write(`${ERASE_LINE}${this.#status}`);
      return;
    }
    if (this.#now() - this.#statusAt < STATUS_EVERY_MS) return;
    this.#statusAt = this.#now();
    this.#endRepeats();
    this.#out.write(`${text}\n`);
  }

  /** Takes the status line away. */
  clear(): void {
    this.#endRepeats();
    if (this.#status !== "") this.#out.write(ERASE_LINE);
    this.#status = "";
  }

  #endRepeats(): void {
    const repeats = this.#repeats;
    this.#repeats = 0;
    if (repeats > 0) this.#print(`(the same ${repeats} more ${repeats === 1 ? "time" : "times"})`);
  }

  #print(line: string): void {
    this.#out.write(this.#status === "" ? `${line}\n` : `${ERASE_LINE}${line}\n${this.#status}`);
  }
}
