/** The last lines that ffmpeg wrote to stderr, bounded and cleaned: text from outside, kept for a person to read. Pure; parses no meaning into it. */

/** Lines kept. */
export const STDERR_LINES = 20;
/** Characters kept of one line. */
export const STDERR_LINE_LENGTH = 300;

export class StderrTail {
  readonly #lines: string[] = [];
  #open = "";

  /** Takes text as it comes and answers the lines that it completed. A carriage return ends a line too: ffmpeg redraws with it. */
  push(text: string): readonly string[] {
    const pieces = text.split(/[\r\n]+/);
    const completed: string[] = [];
    for (const [at, piece] of pieces.entries()) {
      // A line that never ends keeps its beginning only.
      this.#open = (this.#open + piece).slice(0, STDERR_LINE_LENGTH);
      if (at === pieces.length - 1) break;
      const line = clean(this.#open);
      this.#open = "";
      if (line !== "") completed.push(line);
    }
    this.#lines.push(...completed.slice(-STDERR_LINES));
    this.#lines.splice(0, this.#lines.length - STDERR_LINES);
    return completed;
  }

  /** Oldest first, the unfinished one last. */
  get lines(): readonly string[] {
    const open = clean(this.#open);
    return (open === "" ? [...this.#lines] : [...this.#lines, open]).slice(-STDERR_LINES);
  }
}

/** Without control characters, and without the addresses that ffmpeg puts before a message (`[h264 @ 0x55d0c8]`). */
function clean(line: string): string {
  const printable = line.replace(/\p{Cc}/gu, " ");
  return printable.replace(/ @ 0x[0-9a-f]+\]/g, "]").trim();
}
