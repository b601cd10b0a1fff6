/** Cuts a stream of bytes into lines of text, however the network cut it. Pure; holds at most one line that has not ended. */
const LF = 0x0a;

export class LineCutter {
  readonly #maxBytes: number;
  readonly #decoder = new TextDecoder();
  #begun: Uint8Array[] = [];
  #begunBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that end in this piece, without their ends; null when one is longer than allowed. Bytes that are no UTF-8 become U+FFFD. */
  push(piece: Uint8Array): readonly string[] | null {
    const lines: string[] = [];
    let from = 0;
    for (;;) {
      const end = piece.indexOf(LF, from);
      const rest = piece.subarray(from, end < 0 ? piece.byteLength : end);
      if (this.#begunBytes + rest.byteLength > this.#maxBytes) return null;
      this.#begun.push(rest);
      this.#begunBytes += rest.byteLength;
      if (end < 0) return lines;
      const line = this.#take().replace(/\r$/, "");
      if (line !== "") lines.push(line);
      from = end + 1;
    }
  }

  #take(): string {
    const text = this.#decoder.decode(Buffer.concat(this.#begun));
    this.#begun = [];
    this.#begunBytes = 0;
    return text;
  }
}
