/** Fields of FLV tag bodies, read with a `bad_request` Fault where a body ends too early. Knows no tag. */
import { Fault } from "#protocol/errors.ts";

export function byteAt(body: Uint8Array, at: number): number {
  const value = body[at];
  if (value === undefined) throw new Fault("bad_request", `flv: a tag body of ${body.byteLength} bytes is too short`);
  return value;
}

/** A signed 24-bit number, big-endian. */
export function signed24(body: Uint8Array, at: number): number {
  const value = (byteAt(body, at) << 16) | (byteAt(body, at + 1) << 8) | byteAt(body, at + 2);
  return (value << 8) >> 8;
}

/** A codec's four characters; anything unprintable becomes a dot, since the name is shown to people. */
export function fourcc(body: Uint8Array, at: number): string {
  let name = "";
  for (let i = 0; i < 4; i++) {
    const code = byteAt(body, at + i);
    name += code > 0x20 && code < 0x7f ? String.fromCharCode(code) : ".";
  }
  return name;
}
