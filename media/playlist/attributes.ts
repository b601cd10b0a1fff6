/**
 * The grammar of lines, numbers and attribute lists (RFC 8216bis 4.1, 4.2), read strictly and within limits. Knows no tag's
 * meaning. Every refusal is a `bad_request` Fault that names the line.
 */
import { Fault } from "#protocol/errors.ts";
import { type EpochMs, epochMs } from "#protocol/units.ts";

/** Attributes of one list, at most; no tag defines half as many. */
const MAX_ATTRIBUTES = 64;

export function refuse(line: number, sentence: string): never {
  throw new Fault("bad_request", `playlist line ${line}: ${sentence}`);
}

export type Attribute = { readonly quoted: boolean; readonly text: string };

/** One tag's attribute list, with typed readers. A missing attribute is null unless the reader says `need`. */
export class Attributes {
  readonly line: number;
  readonly #values: ReadonlyMap<string, Attribute>;

  constructor(text: string, line: number) {
    this.line = line;
    this.#values = readList(text, line);
  }

  quoted(name: string): string | null {
    const value = this.#values.get(name);
    if (value === undefined) return null;
    return value.quoted ? value.text : refuse(this.line, `${name} is not a quoted string`);
  }

  needQuoted(name: string): string {
    return this.quoted(name) ?? this.#missing(name);
  }

  /** An unquoted value as it stands. */
  bare(name: string): string | null {
    const value = this.#values.get(name);
    if (value === undefined) return null;
    return value.quoted ? refuse(this.line, `${name} is quoted`) : value.text;
  }

  needBare(name: string): string {
    return this.bare(name) ?? this.#missing(name);
  }

  integer(name: string): number | null {
    const text = this.bare(name);
    return text === null ? null : readInteger(text, this.line, name);
  }

  needInteger(name: string): number {
    return this.integer(name) ?? this.#missing(name);
  }

  decimal(name: string): number | null {
    const text = this.bare(name);
    return text === null ? null : readDecimal(text, this.line, name);
  }

  needDecimal(name: string): number {
    return this.decimal(name) ?? this.#missing(name);
  }

  /** YES is true, NO or absence is false. */
  flag(name: string): boolean {
    const text = this.bare(name);
    if (text === null || text === "NO") return false;
    return text === "YES" ? true : refuse(this.line, `${name} is neither YES nor NO`);
  }

  #missing(name: string): never {
    return refuse(this.line, `${name} is missing`);
  }
}

const NAME = /[A-Z0-9-]+/y;
const QUOTED = /"([^"\r\n]*)"/y;
const BARE = /[^\s",]+/y;

function readList(text: string, line: number): ReadonlyMap<string, Attribute> {
  const values = new Map<string, Attribute>();
  let at = 0;
  while (true) {
    const name = take(NAME, text, at)?.[0] ?? refuse(line, `no attribute name at column ${at + 1}`);
    at += name.length;
    if (text[at] !== "=") refuse(line, `no = after ${name}`);
    at += 1;
    const quoted = take(QUOTED, text, at);
    const whole = quoted?.[0] ?? take(BARE, text, at)?.[0] ?? refuse(line, `${name} has no value`);
    at += whole.length;
    if (values.has(name)) refuse(line, `${name} stands twice`);
    values.set(name, { quoted: quoted !== null, text: quoted?.[1] ?? whole });
    if (values.size > MAX_ATTRIBUTES) refuse(line, `more than ${MAX_ATTRIBUTES} attributes`);
    if (at === text.length) return values;
    if (text[at] !== ",") refuse(line, `no comma after the value of ${name}`);
    at += 1;
  }
}

function take(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** decimal-integer, 0 to 2^53 - 1 here: the numbers above it cannot be told apart. */
export function readInteger(text: string, line: number, what: string): number {
  const value = /^[0-9]{1,20}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : refuse(line, `${what} is not a decimal integer`);
}

/** decimal-floating-point: digits with at most one point, no sign. */
export function readDecimal(text: string, line: number, what: string): number {
  return /^[0-9]{1,20}(?:\.[0-9]{1,20})?$/.test(text) ? Number(text) : refuse(line, `${what} is not a decimal number`);
}

/** `<n>[@<o>]` of EXT-X-BYTERANGE and the BYTERANGE attributes. */
export function readByteRange(text: string, line: number): { readonly length: number; readonly offset: number | null } {
  const [length = "", offset, ...rest] = text.split("@");
  if (rest.length > 0) refuse(line, "a byte range is <n>[@<o>]");
  return {
    length: readInteger(length, line, "the byte range's length"),
    offset: offset === undefined ? null : readInteger(offset, line, "the byte range's offset"),
  };
}

const DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})$/;

/** ISO 8601 with a time zone, as EXT-X-PROGRAM-DATE-TIME should have. */
export function readDate(text: string, line: number): EpochMs {
  const at = DATE.test(text) ? Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, "$1:$2")) : Number.NaN;
  return Number.isFinite(at)
    ? epochMs(at)
    : refuse(line, "EXT-X-PROGRAM-DATE-TIME is not an ISO 8601 date with a time zone");
}
