/** Somebody in the chat: who they are, what they said here lately, and for moderators what can be done about it. */
import "./user-card.css";
import { useEffect, useState } from "preact/hooks";
import type { Chatter } from "#protocol/chat/event.ts";
import { DEFAULT_TIMEOUT_S, MAX_REASON_LENGTH } from "#protocol/chat/limits.ts";
import { agoText, fullTime } from "../format.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { BlockButton } from "./block-button.tsx";
import { getProfile } from "./chat-api.ts";
import { chatStrings as say } from "./chat-strings.ts";
import { durationInWords } from "./duration-in-words.ts";
import { LineText } from "./line-text.tsx";
import type { MessageLine } from "./lines.ts";
import type { ModeratorActs } from "./moderator-acts.ts";
import { Badges, Name } from "./person.tsx";

/** Lengths of a timeout that are offered, seconds. */
const LENGTHS = [60, DEFAULT_TIMEOUT_S, 3600, 86_400, 604_800, 1_209_600];

export type UserCardProps = {
  readonly person: Chatter;
  /** What they said, newest last. */
  readonly lines: readonly MessageLine[];
  /** Null for who may not moderate this person. */
  readonly acts: ModeratorActs | null;
  /** Null for who does not write, and for oneself: there is nobody to mention or block. */
  readonly onMention: ((person: Chatter) => void) | null;
  readonly onClose: () => void;
};

export function UserCard({ person, lines, acts, onMention, onClose }: UserCardProps) {
  const createdAt = useAccountAge(person.login);
  const isOtherName = person.name.toLowerCase() !== person.login;
  return (
    <Dialog title={say.about(person.name)} titleHidden onClose={onClose}>
      <div class="user-card-who">
        <Avatar name={person.name} size={48} />
        <div class="user-card-words">
          <p class="user-card-name">
            <Name person={person} />
            {isOtherName ? <span class="user-card-login"> {person.login}</span> : null}
          </p>
          <p class="user-card-badges">
            <Badges badges={person.badges} />
          </p>
          {createdAt === null ? null : (
            <p class="user-card-since" title={fullTime(createdAt)}>
              {say.card.since(agoText(createdAt, Date.now()))}
            </p>
          )}
        </div>
      </div>
      {onMention === null ? null : (
        <div class="user-card-buttons">
          <Button
            onClick={() => {
              onMention(person);
              onClose();
            }}
          >
            {say.card.mention}
          </Button>
          <BlockButton person={person} onDone={onClose} />
        </div>
      )}
      <section class="user-card-lines" aria-label={say.card.recent}>
        <h3>{say.card.recent}</h3>
        {lines.length === 0 ? <p class="user-card-none">{say.card.none}</p> : null}
        <ul>
          {lines.map((line) => (
            <li key={line.id} data-gone={line.gone !== null}>
              {line.gone !== null && acts === null ? (
                <em>{say.deleted}</em>
              ) : (
                <LineText text={line.event.text} emotes={line.event.emotes} me={[]} />
              )}
            </li>
          ))}
        </ul>
      </section>
      {acts === null ? null : <ModerateForm person={person} acts={acts} onDone={onClose} />}
    </Dialog>
  );
}

type ModerateFormProps = { readonly person: Chatter; readonly acts: ModeratorActs; readonly onDone: () => void };

function ModerateForm({ person, acts, onDone }: ModerateFormProps) {
  const [seconds, setSeconds] = useState(DEFAULT_TIMEOUT_S);
  const [reason, setReason] = useState("");
  const run = (act: () => void) => {
    act();
    onDone();
  };
  return (
    <form
      class="user-card-moderate"
      onSubmit={(event) => {
        event.preventDefault();
        run(() => acts.timeout(person.login, seconds, reason.trim()));
      }}
    >
      <h3>{say.card.moderate}</h3>
      <Select
        label={say.card.length}
        options={LENGTHS.map((length) => ({ value: String(length), label: durationInWords(length) }))}
        value={String(seconds)}
        onChange={(value) => setSeconds(Number(value))}
      />
      <Input
        label={say.card.reason}
        hint={say.card.reasonHint}
        value={reason}
        maxLength={MAX_REASON_LENGTH}
        autoComplete="off"
        onInput={(event) => setReason(event.currentTarget.value)}
      />
      <div class="user-card-buttons">
        <Button type="submit" icon="clock">
          {say.card.timeout}
        </Button>
        <Button variant="danger" icon="ban" onClick={() => run(() => acts.ban(person.login, reason.trim()))}>
          {say.card.ban}
        </Button>
        <Button variant="quiet" onClick={() => run(() => acts.unban(person.login))}>
          {say.card.unban}
        </Button>
      </div>
    </form>
  );
}

/** When the account was made, RFC 3339; null while that is not known. */
function useAccountAge(login: string): string | null {
  const [createdAt, setCreatedAt] = useState<string | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    void getProfile(login, leaving.signal).then((answer) => {
      if (answer.kind === "ok") setCreatedAt(new Date(answer.value.createdAt).toISOString());
    });
    return () => leaving.abort();
  }, [login]);
  return createdAt;
}
