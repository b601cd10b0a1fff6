/** Messages that wait for a moderator: how they come into the queue and leave it by themselves. Moderators' decisions are actions. Pure. */
import { HELD_MS, MAX_HELD } from "#protocol/chat/limits.ts";
import { withEntry } from "./log.ts";
import { refusal } from "./refusal.ts";
import type { HeldLine, Line, ModerationChange, ModerationState, Refusal, Verdict } from "./state.ts";

export type HeldVerdict = Extract<Verdict, { readonly outcome: "hold" }>;

export type HoldResult =
  /** The queue is full. */
  | { readonly outcome: "refuse"; readonly refusal: Refusal }
  | {
      readonly outcome: "held";
      readonly state: ModerationState;
      readonly changes: readonly ModerationChange[];
      readonly line: HeldLine;
      /** What the sender is told. */
      readonly refusal: Refusal;
    };

export type HeldOver = { readonly line: HeldLine; readonly outcome: "allowed" | "denied" | "expired" };

export type ExpireResult = {
  readonly state: ModerationState;
  readonly changes: readonly ModerationChange[];
  readonly heldOver: readonly HeldOver[];
};

/** `id` names the message in the queue; the caller makes it. */
export function hold(
  state: ModerationState,
  line: Line,
  { reason, category, spans, level }: HeldVerdict,
  id: string,
  said: Pick<HeldLine, "nonce" | "action" | "replyTo">,
  now: number,
): HoldResult {
  if (state.held.size >= MAX_HELD) {
    const message = "Your message was not sent because too many messages wait for the moderators.";
    return { outcome: "refuse", refusal: refusal("too_many", message, HELD_MS) };
  }
  const { userId, login, name } = line.viewer;
  const termId = reason === "blocked_term" ? state.terms.find(({ term }) => term === category)?.id : undefined;
  const held: HeldLine = {
    held: {
      ...{ id, at: now, expiresAt: now + HELD_MS, from: { userId, login, name }, text: line.text, reason, category },
      spans: spans.map(([start, end]): [number, number] => [start, end]),
      ...(level === undefined ? {} : { level }),
      ...(termId === undefined ? {} : { termId }),
    },
    ...{ viewer: line.viewer, ...said },
  };
  return {
    outcome: "held",
    state: { ...state, held: new Map(state.held).set(id, held) },
    changes: [{ kind: "hold", held }],
    line: held,
    refusal: refusal("msg_rejected", "Hey! Your message is being checked by mods and has not been sent."),
  };
}

/** Lets go of the messages that nobody decided in time. The room itself writes them in the log. */
export function expireHeld(state: ModerationState, now: number): ExpireResult {
  const due = [...state.held.values()].filter(({ held }) => held.expiresAt <= now);
  if (due.length === 0) return { state, changes: [], heldOver: [] };
  let result: { readonly state: ModerationState; readonly changes: readonly ModerationChange[] } = {
    state: withoutHeld(state, due),
    changes: due.map(({ held }) => ({ kind: "release", id: held.id })),
  };
  for (const { held } of due) {
    result = withEntry(result, { at: now, by: null, action: "expireHeld", user: held.from, detail: held.text });
  }
  return { ...result, heldOver: due.map((line) => ({ line, outcome: "expired" })) };
}

/** When the next one expires; null when none waits. */
export function nextHeldExpiry(state: ModerationState): number | null {
  let next: number | null = null;
  for (const { held } of state.held.values()) next = Math.min(next ?? held.expiresAt, held.expiresAt);
  return next;
}

export function withoutHeld(state: ModerationState, lines: readonly HeldLine[]): ModerationState {
  const held = new Map(state.held);
  for (const line of lines) held.delete(line.held.id);
  return { ...state, held };
}
