/** How the state of the flags changes: a value is set or taken away, and every change is remembered, up to a bound. Pure. */
import type { Changer, FlagName, FlagState, FlagValue } from "#protocol/flags/flag.ts";
import { MAX_FLAG_CHANGES } from "#protocol/flags/flag.ts";

export type FlagCommand = {
  readonly name: FlagName;
  /** Null takes the value away: the default holds again. */
  readonly to: FlagValue | null;
  readonly by: Changer;
};

export const NO_FLAGS: FlagState = { values: {}, changes: [] };

export function changeFlag(state: FlagState, { name, to, by }: FlagCommand, now: number): FlagState {
  const from = state.values[name] ?? null;
  const { [name]: _, ...others } = state.values;
  const change = { name, at: now, by, from, to };
  return {
    values: to === null ? others : { ...others, [name]: to },
    changes: [change, ...state.changes].slice(0, MAX_FLAG_CHANGES),
  };
}
