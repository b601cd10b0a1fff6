/** Where one writes: first a name, then messages. Knows who is here and whether they may; what becomes of a message is the connection's. */
import "./composer.css";
import { useState } from "preact/hooks";
import { Skeleton } from "../ui/skeleton.tsx";
import { AccountForm } from "./account-form.tsx";
import { type ChatState, mayWriteAt } from "./chat-state.ts";
import { chatStrings as say } from "./chat-strings.ts";
import { secondsUntil, silenceOf } from "./cooldown.ts";
import { durationInWords } from "./duration-in-words.ts";
import type { EmoteSet } from "./emote-set.ts";
import type { MessageLine } from "./lines.ts";
import { MessageForm } from "./message-form.tsx";
import { modesInWords } from "./modes-in-words.ts";
import { NameForm, type NameFormProps } from "./name-form.tsx";
import type { Person } from "./person.tsx";
import { useNowUntil } from "./use-now.ts";

export type ComposerProps = {
  readonly state: ChatState;
  /** Who is at this page; null for nobody, undefined while that is not known. */
  readonly person: Person | null | undefined;
  /** Holds the name by nothing but this browser. */
  readonly guest: boolean;
  readonly emotes: EmoteSet;
  readonly emotesFailed: boolean;
  readonly replyTo: MessageLine | null;
  readonly onReplyCancel: () => void;
  readonly onAccount: NameFormProps["onAccount"];
  /** False when too many messages wait: the text stays where it is. */
  readonly onSend: (text: string) => boolean;
};

export function Composer(props: ComposerProps) {
  const { state } = props;
  const modes = modesInWords(state.modes);
  return (
    <div class="chat-composer">
      {modes.length === 0 ? null : (
        <ul class="chat-modes" aria-label={say.modes.label}>
          {modes.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
      <Place {...props} />
    </div>
  );
}

function Place(props: ComposerProps) {
  const { person, guest, onAccount } = props;
  const [leaving, setLeaving] = useState(false);
  if (person === undefined) return <Skeleton height="44px" />;
  if (person === null) return <NameForm onAccount={onAccount} />;
  if (!leaving) return <Writing {...props} person={person} onWho={() => setLeaving(true)} />;
  const left: NameFormProps["onAccount"] = (account) => {
    setLeaving(false);
    onAccount(account);
  };
  return <AccountForm name={person.name} guest={guest} onAccount={left} onCancel={() => setLeaving(false)} />;
}

type WritingProps = Omit<ComposerProps, "person" | "onAccount"> & {
  readonly person: Person;
  readonly onWho: () => void;
};

function Writing(props: WritingProps) {
  const { self } = props.state;
  const until = mayWriteAt(props.state);
  const now = useNowUntil(Math.max(until, self?.timedOutUntil ?? 0));
  const silence = silenceOf(self, now);
  if (silence !== null) {
    return (
      <p class="chat-silence" role="status">
        {silence.kind === "banned" ? say.banned : say.timedOut(durationInWords(secondsUntil(silence.until, now)))}
      </p>
    );
  }
  return <MessageForm {...props} wait={secondsUntil(until, now)} />;
}
