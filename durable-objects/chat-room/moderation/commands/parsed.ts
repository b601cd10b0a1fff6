/** What a typed text comes to, and how the words behind a command are read. Pure. */
import * as v from "valibot";
import { type Action, actionSchema } from "#protocol/chat/action.ts";
import type { RefusalCode } from "#protocol/chat/codes.ts";
import { MAX_REASON_LENGTH } from "#protocol/chat/limits.ts";
import { loginSchema } from "#protocol/ids.ts";
import { refusal } from "../refusal.ts";
import type { Refusal } from "../state.ts";

export type ParsedText =
  | { readonly kind: "say"; readonly text: string; readonly action: boolean }
  | { readonly kind: "act"; readonly action: Action }
  | { readonly kind: "refuse"; readonly refusal: Refusal };

/** Reads what stands behind a command's name, trimmed. */
export type Command = (rest: string) => ParsedText;

/** An action that is well formed; anything else refuses with how the command is used. */
export function acting(action: v.InferInput<typeof actionSchema>, usage: Refusal): ParsedText {
  const parsed = v.safeParse(actionSchema, action);
  return parsed.success ? { kind: "act", action: parsed.output } : { kind: "refuse", refusal: usage };
}

export const always =
  (action: Action): Command =>
  () => ({ kind: "act", action });

export const usage = (code: RefusalCode, sentence: string): Refusal => refusal(code, `Usage: ${sentence}`);

export const refuse = (why: Refusal): ParsedText => ({ kind: "refuse", refusal: why });

/** The first word and the rest. */
export function split(text: string): readonly [string, string] {
  const match = /^(\S*)\s*([\s\S]*)$/u.exec(text);
  return [match?.[1] ?? "", match?.[2] ?? ""];
}

/** A name as typed: `@Ada` is `ada`; null for what cannot be one. */
export function readLogin(typed: string): string | null {
  const login = typed.replace(/^@/, "").replace(/,$/, "").toLowerCase();
  return v.is(loginSchema, login) ? login : null;
}

/** A reason as long as one may be. */
export const readReason = (text: string): string => {
  const points = [...text.trim()];
  let reason = "";
  for (const point of points) {
    if (reason.length + point.length > MAX_REASON_LENGTH) break;
    reason += point;
  }
  return reason.trim();
};

/** The number of a message: by itself, or at the end of its id (`<channel>-<number>`). */
export function readSeq(text: string): number | null {
  const match = /^(?:[1-9][0-9]{0,15}-)?([0-9]{1,15})$/.exec(text);
  return match?.[1] === undefined ? null : Number(match[1]);
}

/** The names that Twitch gives to colours, with theirs. */
const COLOURS: ReadonlyMap<string, string> = new Map([
  ["blue", "#0000FF"],
  ["blueviolet", "#8A2BE2"],
  ["cadetblue", "#5F9EA0"],
  ["chocolate", "#D2691E"],
  ["coral", "#FF7F50"],
  ["dodgerblue", "#1E90FF"],
  ["firebrick", "#B22222"],
  ["goldenrod", "#DAA520"],
  ["green", "#008000"],
  ["hotpink", "#FF69B4"],
  ["orangered", "#FF4500"],
  ["red", "#FF0000"],
  ["seagreen", "#2E8B57"],
  ["springgreen", "#00FF7F"],
  ["yellowgreen", "#9ACD32"],
]);

/** A colour by its name or as `#rrggbb`; null for anything else. */
export function readColour(text: string): string | null {
  if (/^#[0-9a-f]{6}$/i.test(text)) return text.toUpperCase();
  return COLOURS.get(text.toLowerCase().replaceAll("_", "")) ?? null;
}
