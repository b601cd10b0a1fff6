/** AMF0, the value format of RTMP commands and FLV script tags (Adobe AMF0 specification). Bounded on every side; knows no command. */
import { assert } from "#protocol/assert.ts";
import { Fault } from "#protocol/errors.ts";

/** Objects have no prototype. Dates come as their milliseconds since the Unix epoch. */
export type AmfValue = number | boolean | string | null | undefined | readonly AmfValue[] | AmfObject;
export type AmfObject = { readonly [key: string]: AmfValue };

/** Objects within objects, at most: `connect` and onMetaData nest two deep. */
export const MAX_AMF_DEPTH = 8;
/** Values of one message with all that they contain, at most: an onMetaData with many extras has about 40. */
export const MAX_AMF_NODES = 512;
/** Values side by side in one message, at most: commands have up to 8. */
export const MAX_AMF_VALUES = 64;
/** Elements of a strict array, at most. */
export const MAX_AMF_ARRAY = 512;

const MARKER = {
  number: 0,
  boolean: 1,
  string: 2,
  object: 3,
  null: 5,
  undefined: 6,
  ecmaArray: 8,
  objectEnd: 9,
  strictArray: 10,
  date: 11,
  longString: 12,
} as const;

/** All values of a message. Throws a `bad_request` Fault on anything malformed, over a limit, or of a type not listed above. */
export function decodeAmf0(bytes: Uint8Array): AmfValue[] {
  const reader = new AmfReader(bytes);
  const values: AmfValue[] = [];
  while (!reader.done) {
    if (values.length >= MAX_AMF_VALUES) throw new Fault("bad_request", `amf0: more than ${MAX_AMF_VALUES} values`);
    values.push(reader.value(0));
  }
  return values;
}

class AmfReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #nodes = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get done(): boolean {
    return this.#at >= this.#bytes.byteLength;
  }

  value(depth: number): AmfValue {
    if (depth > MAX_AMF_DEPTH) throw new Fault("bad_request", `amf0: nested deeper than ${MAX_AMF_DEPTH}`);
    if (++this.#nodes > MAX_AMF_NODES) throw new Fault("bad_request", `amf0: more than ${MAX_AMF_NODES} values in all`);
    const marker = this.#view.getUint8(this.#take(1));
    switch (marker) {
      case MARKER.number:
        return this.#view.getFloat64(this.#take(8));
      case MARKER.boolean:
        return this.#view.getUint8(this.#take(1)) !== 0;
      case MARKER.string:
        return this.#text(this.#view.getUint16(this.#take(2)));
      case MARKER.longString:
        return this.#text(this.#view.getUint32(this.#take(4)));
      case MARKER.null:
        return null;
      case MARKER.undefined:
        return undefined;
      case MARKER.ecmaArray:
        // The count is a hint only; the end marker decides (AMF0 2.10).
        this.#take(4);
        return this.#object(depth);
      case MARKER.object:
        return this.#object(depth);
      case MARKER.strictArray:
        return this.#array(depth);
      case MARKER.date: {
        const at = this.#take(10);
        return this.#view.getFloat64(at);
      }
      default:
        throw new Fault("bad_request", `amf0: type ${marker} is not supported`);
    }
  }

  #object(depth: number): AmfObject {
    const object: Record<string, AmfValue> = Object.create(null);
    for (;;) {
      const key = this.#text(this.#view.getUint16(this.#take(2)));
      if (key === "" && this.#bytes[this.#at] === MARKER.objectEnd) {
        this.#at++;
        return object;
      }
      object[key] = this.value(depth + 1);
    }
  }

  #array(depth: number): AmfValue[] {
    const count = this.#view.getUint32(this.#take(4));
    if (count > MAX_AMF_ARRAY) throw new Fault("bad_request", `amf0: an array of ${count} is over ${MAX_AMF_ARRAY}`);
    const values: AmfValue[] = [];
    for (let i = 0; i < count; i++) values.push(this.value(depth + 1));
    return values;
  }

  #text(size: number): string {
    const at = this.#take(size);
    return new TextDecoder().decode(this.#bytes.subarray(at, at + size));
  }

  /** Steps over `size` bytes and answers where they begin. */
  #take(size: number): number {
    const at = this.#at;
    if (size > this.#bytes.byteLength - at) throw new Fault("bad_request", "amf0: a value runs past the message");
    this.#at = at + size;
    return at;
  }
}

/** The values one after the other. What it is given is our own: too deep a value is a bug. */
export function encodeAmf0(...values: readonly AmfValue[]): Uint8Array {
  const chunks: Uint8Array[] = [];
  for (const value of values) write(chunks, value, 0);
  return concat(chunks);
}

function write(chunks: Uint8Array[], value: AmfValue, depth: number): void {
  assert(depth <= MAX_AMF_DEPTH, `amf0: nested deeper than ${MAX_AMF_DEPTH}`);
  if (value === undefined) chunks.push(new Uint8Array([MARKER.undefined]));
  else if (value === null) chunks.push(new Uint8Array([MARKER.null]));
  else if (typeof value === "boolean") chunks.push(new Uint8Array([MARKER.boolean, value ? 1 : 0]));
  else if (typeof value === "number") chunks.push(numberBytes(value));
  else if (typeof value === "string") chunks.push(textBytes(value));
  else if (isArray(value)) {
    chunks.push(new Uint8Array([MARKER.strictArray, ...u32(value.length)]));
    for (const element of value) write(chunks, element, depth + 1);
  } else {
    chunks.push(new Uint8Array([MARKER.object]));
    for (const [key, member] of Object.entries(value)) {
      chunks.push(keyBytes(key));
      write(chunks, member, depth + 1);
    }
    chunks.push(new Uint8Array([0, 0, MARKER.objectEnd]));
  }
}

const isArray = (value: readonly AmfValue[] | AmfObject): value is readonly AmfValue[] => Array.isArray(value);

function numberBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(9);
  new DataView(bytes.buffer).setFloat64(1, value);
  return bytes;
}

function textBytes(text: string): Uint8Array {
  const encoded = new TextEncoder().encode(text);
  const size = encoded.byteLength;
  const head = size > 0xffff ? [MARKER.longString, ...u32(size)] : [MARKER.string, size >> 8, size & 0xff];
  return concat([new Uint8Array(head), encoded]);
}

function keyBytes(key: string): Uint8Array {
  const encoded = new TextEncoder().encode(key);
  assert(encoded.byteLength > 0 && encoded.byteLength <= 0xffff, "amf0: a key is 1 to 65535 bytes");
  return concat([new Uint8Array([encoded.byteLength >> 8, encoded.byteLength & 0xff]), encoded]);
}

const u32 = (value: number): number[] => [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
