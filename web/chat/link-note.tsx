/** What stands between the reader and the room, in words: no connection, too much said to show it all, nothing stored. */
import { Button } from "../ui/button.tsx";
import type { ChatState } from "./chat-state.ts";
import { chatStrings as say } from "./chat-strings.ts";

export function LinkNote({ state, onTryNow }: { readonly state: ChatState; readonly onTryNow: () => void }) {
  const { link } = state;
  const { words, urgent } = noteOf(state);
  return (
    <div class="chat-link" role="status" data-urgent={urgent}>
      <span>{words}</span>
      {link.kind === "waiting" ? (
        <Button variant="quiet" onClick={onTryNow}>
          {say.tryNow}
        </Button>
      ) : null}
    </div>
  );
}

function noteOf({ link, everJoined, refusal, kept, sampled }: ChatState): { words: string; urgent: boolean } {
  if (refusal !== null) return { words: refusal.message, urgent: true };
  if (link.kind === "waiting" || (link.kind === "connecting" && everJoined))
    return { words: say.waiting, urgent: true };
  if (link.kind === "connecting") return { words: say.connecting, urgent: false };
  if (!kept) return { words: say.notKept, urgent: true };
  if (sampled !== null) return { words: say.sampled(sampled.shown, sampled.total), urgent: false };
  return { words: "", urgent: false };
}
