/** Who one chats as, and the way out. A guest's name is gone for good: it says so before it does it. */
import { useState } from "preact/hooks";
import type { Account } from "#protocol/users/user.ts";
import { closeSession } from "../account/session-api.ts";
import { Button } from "../ui/button.tsx";
import { chatStrings as say } from "./chat-strings.ts";

export type AccountFormProps = {
  readonly name: string;
  readonly guest: boolean;
  readonly onAccount: (account: Account | null) => void;
  readonly onCancel: () => void;
};

export function AccountForm({ name, guest, onAccount, onCancel }: AccountFormProps) {
  const [failed, setFailed] = useState(false);
  const [busy, setBusy] = useState(false);
  const leave = async () => {
    setBusy(true);
    const answer = await closeSession();
    setBusy(false);
    if (answer.kind === "ok") onAccount(answer.value);
    else setFailed(true);
  };
  return (
    <section
      class="chat-account-form"
      aria-label={say.youAre(name)}
      onKeyDown={(event) => event.key === "Escape" && onCancel()}
    >
      <p>
        <b>{say.youAre(name)}</b>
      </p>
      <p class="chat-account-words">{guest ? say.guestLeaves : say.userLeaves}</p>
      {failed ? (
        <p class="chat-account-failed" role="alert">
          {say.signOutFailed}
        </p>
      ) : null}
      <div class="chat-name-actions">
        <Button autoFocus onClick={onCancel}>
          {say.cancel}
        </Button>
        <Button variant={guest ? "danger" : "quiet"} busy={busy} onClick={() => void leave()}>
          {guest ? say.giveUp : say.signOut}
        </Button>
      </div>
    </section>
  );
}
