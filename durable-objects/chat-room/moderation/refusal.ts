/** A refusal: its code, its sentence, and when it may be tried again. */
import type { RefusalCode } from "#protocol/chat/codes.ts";
import type { Refusal } from "./state.ts";

/** `retryMs` is null where waiting does not help. */
export const refusal = (code: RefusalCode, message: string, retryMs: number | null = null): Refusal => ({
  code,
  message,
  retryMs,
});

export const NO_PERMISSION: Refusal = refusal("no_permission", "You don't have permission to perform that action.");
