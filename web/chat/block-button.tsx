/** Blocks somebody, from their card: this person reads nothing of theirs any more, in any chat. Nobody else is told. */
import { blocks, setBlocked } from "../account/blocks.ts";
import { Button } from "../ui/button.tsx";
import { showToast } from "../ui/toast.tsx";
import { chatStrings } from "./chat-strings.ts";

const say = chatStrings.card;

export type BlockButtonProps = {
  readonly person: { readonly userId: string; readonly login: string; readonly name: string };
  readonly onDone: () => void;
};

export function BlockButton({ person, onDone }: BlockButtonProps) {
  const isBlocked = blocks.value.some(({ id }) => id === person.userId);
  const change = async (blocked: boolean) => {
    const answer = await setBlocked(person.login, blocked);
    if (answer.kind !== "ok") {
      showToast({ text: answer.kind === "refused" ? answer.message : say.blockFailed, tone: "bad" });
      return;
    }
    const undo = { label: chatStrings.undo, onPress: () => void change(!blocked) };
    showToast({ text: blocked ? say.blocked(person.name) : say.unblocked(person.name), action: undo });
  };
  return (
    <Button
      variant="quiet"
      onClick={() => {
        void change(!isBlocked);
        onDone();
      }}
    >
      {isBlocked ? say.unblock : say.block}
    </Button>
  );
}
