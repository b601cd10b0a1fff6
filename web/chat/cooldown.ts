/** How long one waits after a message before the next, as the room's rules have it, so that nobody learns it by a refusal. Pure. */
import type { Self } from "#protocol/chat/frames.ts";
import { MIN_SEND_GAP_MS } from "#protocol/chat/limits.ts";
import type { Modes } from "#protocol/chat/modes.ts";
import { mayModerate } from "./standing.ts";

/** Commands are no messages; `/me` is one. */
export const isCommand = (text: string): boolean => text.startsWith("/") && !/^\/me(\s|$)/i.test(text);

/** From the moment of writing, milliseconds. */
export const gapAfterWriting = (self: Self | null): number => (mayModerate(self) ? 0 : MIN_SEND_GAP_MS);

/** From the moment at which the room took a message, milliseconds. */
export const gapAfterSent = (self: Self | null, modes: Modes): number =>
  mayModerate(self) || self?.role === "vip" ? 0 : modes.slowSeconds * 1000;

/** Why this person may not write at all just now; null when they may. */
export type Silence = { readonly kind: "banned" } | { readonly kind: "timedOut"; readonly until: number };

export function silenceOf(self: Self | null, nowMs: number): Silence | null {
  if (self === null) return null;
  if (self.banned) return { kind: "banned" };
  const until = self.timedOutUntil;
  return until !== null && until > nowMs ? { kind: "timedOut", until } : null;
}

/** Whole seconds until a moment, rounded up so that nothing ends at "0 s"; 0 when it has passed. */
export const secondsUntil = (until: number, nowMs: number): number => Math.max(0, Math.ceil((until - nowMs) / 1000));
