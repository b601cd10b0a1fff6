/** The chat of a channel: its lines, the state of the connection in words, and the place to write. Fills the box it is put in. */
import "./chat.css";
import { useCallback, useMemo, useRef, useState } from "preact/hooks";
import type { Chatter } from "#protocol/chat/event.ts";
import { DEFAULT_TIMEOUT_S } from "#protocol/chat/limits.ts";
import { ChatHead } from "./chat-head.tsx";
import { mentionOf } from "./completion.ts";
import { Composer } from "./composer.tsx";
import { emoteSet } from "./emote-set.ts";
import { type LineContext, mayActOn } from "./line-context.ts";
import { linesOf, type MessageLine } from "./lines.ts";
import { LinkNote } from "./link-note.tsx";
import { MessageList } from "./message-list.tsx";
import { moderatorActs } from "./moderator-acts.ts";
import type { OwnLineProps } from "./own-line.tsx";
import { mayModerate } from "./standing.ts";
import { type ChatHandle, useChat } from "./use-chat.ts";
import { UserCard } from "./user-card.tsx";

/** Messages of somebody that their card shows, at most. */
const CARD_LINES = 20;

export type ChatProps = {
  readonly login: string;
  /** A window of its own: it cannot be popped out again. */
  readonly poppedOut?: boolean;
};

export function Chat({ login, poppedOut = false }: ChatProps) {
  const chat = useChat(login, { writes: true });
  return <ChatView chat={chat} place={poppedOut ? "window" : "panel"} />;
}

export type ChatViewProps = {
  readonly chat: ChatHandle;
  /** Beside a player, in a window of its own, or among a moderator's tools. */
  readonly place: "panel" | "window" | "moderation";
};

export function ChatView({ chat, place }: ChatViewProps) {
  const { login, state, connection } = chat;
  const root = useRef<HTMLDivElement>(null);
  const [replyTo, setReplyTo] = useState<MessageLine | null>(null);
  const [card, setCard] = useState<Chatter | null>(null);
  const person = usePerson(chat);
  const moderator = mayModerate(state.self);
  const acts = useMemo(
    () => moderatorActs(async (action) => (await connection?.act(action)) ?? { done: false, message: null }),
    [connection],
  );
  const writeHere = useCallback(() => root.current?.querySelector("textarea")?.focus(), []);
  const userId = person?.userId ?? null;
  const names = person === null || person === undefined ? "" : `${person.login}\n${person.name.toLowerCase()}`;
  const context = useMemo<Omit<LineContext, "onJump">>(
    () => ({
      me: names === "" ? [] : names.split("\n"),
      userId,
      moderator,
      writes: userId !== null,
      times: place === "moderation",
      onPerson: setCard,
      onReply(line) {
        setReplyTo(line);
        writeHere();
      },
      onDelete: ({ event }) => acts.remove(event.seq),
      onTimeout: ({ login: user }) => acts.timeout(user, DEFAULT_TIMEOUT_S, ""),
      onBan: ({ login: user }) => acts.ban(user, ""),
    }),
    [names, userId, moderator, place, acts, writeHere],
  );
  const emotes = useMemo(
    () => emoteSet(chat.emotes?.global ?? [], chat.emotes?.channel ?? [], state.self?.subscriber ?? false),
    [chat.emotes, state.self?.subscriber],
  );
  const mention = (who: Chatter) => {
    const field = root.current?.querySelector("textarea");
    if (field === null || field === undefined) return;
    field.setRangeText(`${mentionOf(who)} `, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    // The dialog gives the focus back when it is gone.
    requestAnimationFrame(() => field.focus());
  };
  return (
    <div class="chat" ref={root}>
      <ChatHead login={login} chatters={state.chatters} moderator={moderator} place={place} />
      <MessageList
        state={state}
        context={context}
        person={person ?? null}
        emotes={emotes}
        onRetry={(nonce) => connection?.retry(nonce)}
        onDiscard={(nonce) => connection?.discard(nonce)}
        onPause={(paused) => connection?.pause(paused)}
        onLeave={writeHere}
      />
      <LinkNote state={state} onTryNow={() => connection?.connect()} />
      <Composer
        state={state}
        person={person}
        guest={chat.account?.guest ?? false}
        emotes={emotes}
        emotesFailed={chat.emotes === null}
        replyTo={replyTo}
        onReplyCancel={() => setReplyTo(null)}
        onAccount={chat.onAccount}
        onSend={(text) => {
          const taken = connection?.say(text, replyTo?.event.seq ?? null) ?? false;
          if (taken) setReplyTo(null);
          return taken;
        }}
      />
      {card === null ? null : (
        <UserCard
          person={card}
          lines={linesOf(state.lines, card.userId, CARD_LINES)}
          acts={mayActOn({ moderator, userId }, card) ? acts : null}
          onMention={userId === null || userId === card.userId ? null : mention}
          onClose={() => setCard(null)}
        />
      )}
    </div>
  );
}

type Self = OwnLineProps["person"] & { readonly userId: string };

/** Who is at this page, as the room says, or the site before the room has; null for nobody, undefined while neither has spoken. */
function usePerson({ account, state }: ChatHandle): Self | null | undefined {
  const { self, everJoined } = state;
  return useMemo(() => {
    if (account !== null && account !== undefined) {
      const { id, login, displayName, colour } = account;
      // After a change of name the room's word is the older one until it is joined again.
      if (self?.userId === id) return self;
      return { userId: id, login, name: displayName, colour, badges: [] };
    }
    if (account === null) return null;
    return self ?? (everJoined ? null : undefined);
  }, [account, self, everJoined]);
}
