/** What a moderator does from a line or a card, with its words: done at once, told in a toast, and undone from it where that makes sense. */
import type { Action } from "#protocol/chat/action.ts";
import { showToast } from "../ui/toast.tsx";
import type { ActOutcome } from "./acts.ts";
import { chatStrings as say } from "./chat-strings.ts";

export type Acting = (action: Action) => Promise<ActOutcome>;

export type ModeratorActs = {
  readonly remove: (target: number) => void;
  readonly timeout: (login: string, seconds: number, reason: string) => void;
  readonly ban: (login: string, reason: string) => void;
  readonly unban: (login: string) => void;
};

export function moderatorActs(act: Acting): ModeratorActs {
  const unban = (user: string) => void tell(act({ kind: "unban", user }));
  return {
    remove: (target) => void tell(act({ kind: "delete", target })),
    timeout: (user, seconds, reason) => void tell(act({ kind: "timeout", user, seconds, reason }), () => unban(user)),
    ban: (user, reason) => void tell(act({ kind: "ban", user, reason }), () => unban(user)),
    unban,
  };
}

/** Says what became of an action; `undo` is offered when it was done. */
export async function tell(outcome: Promise<ActOutcome>, undo?: () => void): Promise<boolean> {
  const { done, message } = await outcome;
  const action = done && undo !== undefined ? { action: { label: say.undo, onPress: undo } } : {};
  showToast({ text: message ?? say.actFailed, tone: done ? "plain" : "bad", ...action });
  return done;
}
