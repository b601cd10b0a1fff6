/** One line of the list. A message shows who, what it answers and what was said; the active one its actions as well. */
import "./line.css";
import { Component } from "preact";
import { assertNever } from "#protocol/assert.ts";
import type { Reply } from "#protocol/chat/event.ts";
import { Icon } from "../ui/icon.tsx";
import { chatStrings as say } from "./chat-strings.ts";
import { durationInWords } from "./duration-in-words.ts";
import { LineActions } from "./line-actions.tsx";
import type { LineContext } from "./line-context.ts";
import { LineText } from "./line-text.tsx";
import type { Line, MessageLine, Notice } from "./lines.ts";
import { mentions } from "./message-parts.ts";
import { changeInWords } from "./modes-in-words.ts";
import { Badges, Name } from "./person.tsx";

export type LineViewProps = {
  readonly line: Line;
  readonly active: boolean;
  /** Just jumped to: stands out for a moment. */
  readonly found: boolean;
  readonly context: LineContext;
};

/** A class, since only a class can say that a line that is there need not be drawn again: dozens stand while one comes. */
export class LineView extends Component<LineViewProps> {
  override shouldComponentUpdate(next: LineViewProps): boolean {
    const { line, active, found, context } = this.props;
    return next.line !== line || next.active !== active || next.found !== found || next.context !== context;
  }

  override render({ line, active, found, context }: LineViewProps) {
    switch (line.kind) {
      case "message":
        return <MessageView line={line} active={active} found={found} context={context} />;
      case "gap":
        return <p class="chat-notice">{say.gap}</p>;
      case "notice":
        return <p class="chat-notice">{noticeInWords(line.notice)}</p>;
      case "told":
        return <p class="chat-notice chat-told">{line.text}</p>;
      default:
        return assertNever(line, "unknown line");
    }
  }
}

function noticeInWords(notice: Notice): string {
  switch (notice.kind) {
    case "clear":
      return say.cleared;
    case "purge":
      return say.purged(notice.login, notice.seconds === null ? null : durationInWords(notice.seconds));
    case "modes":
      return changeInWords(notice.changed).join(". ");
    default:
      return assertNever(notice, "unknown notice");
  }
}

type MessageViewProps = Omit<LineViewProps, "line"> & { readonly line: MessageLine };

function MessageView({ line, active, found, context }: MessageViewProps) {
  const { event, gone } = line;
  const { me } = context;
  const reply = event.kind === "message" ? event.reply : null;
  const isAction = event.kind === "message" && event.action;
  const hidden = gone !== null && !context.moderator;
  // For those who look after the room; whoever has a role here is no stranger.
  const isNewcomer = event.kind === "message" && event.first && context.moderator && event.from.badges.length === 0;
  const isForMe =
    event.from.userId !== context.userId &&
    ((reply !== null && reply.userId === context.userId) || mentions(event.text, me));
  return (
    <article
      class="chat-line"
      data-line={line.id}
      data-gone={gone !== null}
      data-me={isForMe && !hidden}
      data-found={found}
      data-announcement={event.kind === "announcement" ? event.colour : undefined}
      aria-label={say.lineActions(event.from.name)}
      tabIndex={-1}
    >
      {event.kind === "announcement" ? (
        <p class="chat-line-note">
          <Icon name="megaphone" size={16} />
          {say.announcement}
        </p>
      ) : null}
      {isNewcomer ? <p class="chat-line-note">{say.first}</p> : null}
      {reply === null || hidden ? null : <ReplyStrip reply={reply} gone={line.replyGone} context={context} />}
      <p class="chat-said">
        {context.times ? <Time at={event.at} /> : null}
        <Badges badges={event.from.badges} />
        <button
          type="button"
          class="chat-person"
          tabIndex={active ? 0 : -1}
          title={new Date(event.at).toLocaleString()}
          onClick={() => context.onPerson(event.from)}
        >
          <Name person={event.from} />
          {isAction ? "" : ":"}
        </button>{" "}
        {hidden ? (
          <em class="chat-hidden">{say.deleted}</em>
        ) : (
          <span class={isAction ? "chat-action" : undefined}>
            <LineText text={event.text} emotes={event.emotes} me={me} />
          </span>
        )}
        {gone === null || hidden ? null : <em class="chat-hidden"> {say.deleted}</em>}
      </p>
      {active && !hidden ? <LineActions line={line} context={context} /> : null}
    </article>
  );
}

function Time({ at }: { readonly at: number }) {
  const time = new Date(at);
  return (
    <time class="chat-time ui-numbers" dateTime={time.toISOString()}>
      {time.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" })}{" "}
    </time>
  );
}

type ReplyStripProps = { readonly reply: Reply; readonly gone: boolean; readonly context: LineContext };

function ReplyStrip({ reply, gone, context }: ReplyStripProps) {
  if (gone && !context.moderator) {
    return (
      <p class="chat-reply">
        <Icon name="reply" size={16} />
        <span class="chat-reply-text">
          {say.repliesTo(reply.name)} {say.replyGone}
        </span>
      </p>
    );
  }
  return (
    <button
      type="button"
      class="chat-reply"
      tabIndex={-1}
      aria-label={say.jumpToReply(reply.name, reply.text)}
      onClick={() => context.onJump(reply.seq)}
    >
      <Icon name="reply" size={16} />
      <span class="chat-reply-text">
        @{reply.name}: {reply.text}
      </span>
    </button>
  );
}
