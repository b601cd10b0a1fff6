/** The delivery directives of a media playlist's address (RFC 8216bis 6.2.5). Unknown parameters are left alone: players add their own. Pure. */
import { Fault } from "#protocol/errors.ts";

export type Directives = {
  /** Null for a request that does not block. */
  readonly reload: { readonly msn: number; readonly part: number | null } | null;
  readonly skip: boolean;
};

const CANONICAL = /^(0|[1-9][0-9]{0,8})$/;

/** Throws a `bad_request` Fault on a number that is not canonical, on a part without its segment, and on an unknown kind of skip. */
export function readDirectives(query: URLSearchParams): Directives {
  const msn = readNumber(query, "_HLS_msn");
  const part = readNumber(query, "_HLS_part");
  if (part !== null && msn === null) throw new Fault("bad_request", "_HLS_part needs _HLS_msn (RFC 8216bis 6.2.5.2).");
  const skip = query.get("_HLS_skip");
  if (skip !== null && skip !== "YES" && skip !== "v2") {
    throw new Fault("bad_request", "_HLS_skip is YES or v2 (RFC 8216bis 6.2.5.1).");
  }
  return { reload: msn === null ? null : { msn, part }, skip: skip !== null };
}

function readNumber(query: URLSearchParams, name: string): number | null {
  const values = query.getAll(name);
  const [value] = values;
  if (value === undefined) return null;
  if (values.length > 1 || !CANONICAL.test(value)) throw new Fault("bad_request", `${name} is not a decimal number.`);
  return Number(value);
}
