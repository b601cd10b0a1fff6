/** Modes after a change of some of them. Pure. */
import type { Modes, ModesChange } from "#protocol/chat/modes.ts";

/** What is absent, and what a parsed change holds as undefined, stays. */
export function changedModes(modes: Modes, change: ModesChange): Modes {
  return { ...modes, ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) };
}
