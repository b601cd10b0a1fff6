/**
 * The signs of a folded text, as the foldings write them: letters and gaps, each with how often it stood there in a row and the code point
 * of the text where it began. One buffer is used again for every text; nothing may keep it.
 */
import { MAX_EXPANSION } from "./characters.ts";

export const GAP = 0x20;
/** Signs that a character comes to, at most: its letters, and a gap on each side. */
const MAX_SIGNS = MAX_EXPANSION + 2;
/** A run is counted up to this. */
export const MAX_RUN = 255;
/** Signs from which the platform's decoder is quicker than spreading them as arguments. */
const DECODE_FROM = 64;
const FIRST_SIZE = 4096;

const decoder = new TextDecoder("utf-16le");

export class Signs {
  units = new Uint16Array(FIRST_SIZE);
  runs = new Uint8Array(FIRST_SIZE);
  places = new Uint32Array(FIRST_SIZE);
  length = 0;

  /** Begins a text of so many characters. */
  begin(characters: number): void {
    const needed = MAX_SIGNS * characters + 2;
    if (this.units.length < needed) {
      this.units = new Uint16Array(needed);
      this.runs = new Uint8Array(needed);
      this.places = new Uint32Array(needed);
    }
    this.units[0] = GAP;
    this.runs[0] = 1;
    this.places[0] = 0;
    this.length = 1;
  }

  /** Ends the word, if one is begun, before code point `at`. */
  gap(at: number): void {
    if (this.units[this.length - 1] !== GAP) this.#write(GAP, at);
  }

  /** A letter of the word. */
  letter(unit: number, at: number): void {
    const last = this.length - 1;
    if (this.units[last] !== unit) this.#write(unit, at);
    else if ((this.runs[last] ?? 0) < MAX_RUN) this.runs[last] = (this.runs[last] ?? 0) + 1;
  }

  #write(unit: number, at: number): void {
    const end = this.length;
    this.units[end] = unit;
    this.runs[end] = 1;
    this.places[end] = at;
    this.length = end + 1;
  }

  /** The signs as text, each run as one. */
  text(): string {
    const signs = this.units.subarray(0, this.length);
    if (this.length < DECODE_FROM) return Reflect.apply(String.fromCharCode, null, signs);
    return decoder.decode(new Uint8Array(signs.buffer, 0, 2 * this.length));
  }
}
