/** What a rule is: it looks at a line and refuses it, or does not. Each is one pure function; `moderate.ts` says in which order they ask. */
import type { Modes } from "#protocol/chat/modes.ts";
import type { Line, ModerationState, Refusal, Spoken } from "../state.ts";

export type Asked = {
  readonly state: ModerationState;
  /** The modes that hold. */
  readonly modes: Modes;
  readonly line: Line;
  readonly spoken: Spoken;
  /** What the line has in common with one that says the same. */
  readonly key: string;
  readonly now: number;
};

export type Rule = (asked: Asked) => Refusal | null;
