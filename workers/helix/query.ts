/** Reads the parameters of a request, and refuses what is missing or does not fit in Twitch's words. Knows nothing of what they are for. Pure. */
import * as v from "valibot";
import { DEFAULT_FIRST, MAX_FIRST, MAX_VALUES } from "#protocol/helix/envelope.ts";
import { idSchema, loginSchema } from "#protocol/ids.ts";
import { decodeCursor, type Place } from "./cursor.ts";
import { badRequest, malformed, missing } from "./fault.ts";
import type { PageAsk } from "./page.ts";

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;

export class Query {
  readonly #parameters: URLSearchParams;

  constructor(parameters: URLSearchParams) {
    this.#parameters = parameters;
  }

  /** Null when it is absent or empty. */
  one(name: string): string | null {
    const value = this.#parameters.get(name);
    return value === null || value === "" ? null : value;
  }

  /** As it was sent: an empty one is a value. */
  raw(name: string): string | null {
    return this.#parameters.get(name);
  }

  required(name: string): string {
    const value = this.one(name);
    if (value === null) throw missing(name);
    return value;
  }

  id(name: string): string {
    return idOf(name, this.required(name));
  }

  optionalId(name: string): string | null {
    const value = this.one(name);
    return value === null ? null : idOf(name, value);
  }

  /** What a repeated parameter says, each once, in its order. */
  values(name: string): readonly string[] {
    const values = [...new Set(this.#parameters.getAll(name).filter((value) => value !== ""))];
    if (values.length > MAX_VALUES) throw tooMany(name);
    return values;
  }

  /** Ids of a repeated parameter; what is no id is left out where Twitch ignores those that are not found. */
  ids(name: string): readonly string[] {
    return this.values(name).filter((value) => v.is(idSchema, value));
  }

  logins(name: string): readonly string[] {
    return this.values(name)
      .map((value) => value.toLowerCase())
      .filter((value) => v.is(loginSchema, value));
  }

  /** The same where Twitch refuses what is no id. */
  validIds(name: string): readonly string[] {
    return this.values(name).map((value) => idOf(name, value));
  }

  requiredIds(name: string): readonly string[] {
    if (this.values(name).length === 0) throw missing(name);
    return this.validIds(name);
  }

  flag(name: string): boolean {
    const value = this.one(name);
    if (value === null || value === "false" || value === "0") return false;
    if (value === "true" || value === "1") return true;
    throw malformed(name, "the value must be true or false");
  }

  /** A moment in milliseconds since the epoch, written as in RFC 3339; null for none. */
  time(name: string): number | null {
    const value = this.one(name);
    return value === null ? null : timeOfText(name, value);
  }

  choice<T extends string>(name: string, choices: readonly T[], otherwise: T): T {
    const value = this.one(name);
    if (value === null) return otherwise;
    const choice = choices.find((one) => one === value);
    if (choice === undefined) throw malformed(name, `the value must be one of ${choices.join(", ")}`);
    return choice;
  }

  /** Which page of a list is asked for. */
  page<P extends Place>(
    list: string,
    place: v.GenericSchema<unknown, P>,
    { first = DEFAULT_FIRST, most = MAX_FIRST }: { readonly first?: number; readonly most?: number } = {},
  ): PageAsk<P> {
    const limit = this.#first(first, most);
    const [after, before] = [this.one("after"), this.one("before")];
    if (after !== null && before !== null) throw badRequest('Only one of "after" and "before" may be given.');
    const direction = before === null ? "after" : "before";
    const cursor = before ?? after;
    if (cursor === null) return { list, limit, direction: "after", place: null };
    const span = decodeCursor(list, place, cursor);
    if (span === null) throw malformed(direction, "invalid cursor");
    return { list, limit, direction, place: direction === "after" ? span.last : span.first };
  }

  #first(otherwise: number, most: number): number {
    const value = this.one("first");
    if (value === null) return otherwise;
    if (!/^-?[0-9]{1,9}$/.test(value)) throw malformed("first", "the value must be an integer");
    const first = Number(value);
    if (first < 1) throw malformed("first", "the value must be greater than or equal to 1");
    if (first > most) throw malformed("first", `the value must be less than or equal to ${most}`);
    return first;
  }
}

/** Milliseconds since the epoch of what a request says as in RFC 3339. */
export function timeOfText(name: string, value: string): number {
  const at = RFC_3339.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw malformed(name, "the value must be a time as in RFC 3339");
  return at;
}

/** Several parameters may together say so many values, as in `GET /users?id&login`. */
export function limitTogether(names: readonly string[], ...lists: readonly (readonly string[])[]): void {
  if (lists.reduce((sum, list) => sum + list.length, 0) > MAX_VALUES) throw tooMany(names.join('" and "'));
}

function idOf(name: string, value: string): string {
  if (!v.is(idSchema, value)) throw malformed(name, "the value must be a valid ID");
  return value;
}

const tooMany = (name: string) => malformed(name, `the number of values must be less than or equal to ${MAX_VALUES}`);
