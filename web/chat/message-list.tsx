/** The lines of the chat, newest at the foot. It follows them, and stands still as soon as the reader scrolls up. */
import { Component } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { nameHue } from "../ui/name-hue.ts";
import { EmptyState } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { type ChatState, countSince, type Line, type Outgoing } from "./chat-state.ts";
import { chatStrings as say } from "./chat-strings.ts";
import { messageParts } from "./message-parts.ts";

/** Distance from the foot that still counts as being there, pixels: about a line and a half. */
const NEAR_FOOT_PX = 40;
/** Lines of the sketch that stands for the history until it is here: their widths in percent. */
const SKETCH = [62, 84, 45, 73, 90, 38, 66];

export type MessageListProps = {
  readonly state: ChatState;
  readonly onRetry: (nonce: string) => void;
  readonly onDiscard: (nonce: string) => void;
};

export function MessageList({ state, onRetry, onDiscard }: MessageListProps) {
  const box = useRef<HTMLDivElement>(null);
  /** The newest line when the reader scrolled up; null while following. */
  const [pausedAt, setPausedAt] = useState<number | null>(null);
  const [announcing, setAnnouncing] = useState(false);
  useEffect(() => setAnnouncing(state.everJoined), [state.everJoined]);
  const newestOwn = state.outbox.at(-1)?.nonce;

  const toFoot = () => {
    setPausedAt(null);
    box.current?.scrollTo({ top: box.current.scrollHeight });
  };
  useLayoutEffect(() => {
    if (pausedAt === null) toFoot();
  }, [state.lines, state.outbox]);
  useLayoutEffect(() => {
    if (newestOwn !== undefined) toFoot();
  }, [newestOwn]);
  useFootOnResize(box, pausedAt === null);

  const onScroll = () => {
    const element = box.current;
    if (element === null) return;
    const near = element.scrollHeight - element.scrollTop - element.clientHeight <= NEAR_FOOT_PX;
    setPausedAt((paused) => (near ? null : (paused ?? state.position ?? 0)));
  };

  const empty = state.everJoined && state.lines.length === 0 && state.outbox.length === 0;
  const unread = pausedAt === null ? 0 : countSince(state, pausedAt);
  return (
    <div class="chat-lines-frame">
      {/* History is not read out line by line: only what comes after it. */}
      <div
        ref={box}
        class="chat-lines"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by key (WCAG 2.1.1).
        tabIndex={0}
        role="log"
        aria-live={announcing ? "polite" : "off"}
        aria-label={say.log}
        onScroll={onScroll}
      >
        {state.everJoined ? null : <Sketch />}
        {empty ? (
          <EmptyState icon="message-square" title={say.emptyTitle}>
            {say.emptyText}
          </EmptyState>
        ) : null}
        {state.lines.map((line) => (
          <LineView key={keyOf(line)} line={line} />
        ))}
        {state.outbox.map((own) => (
          <OwnLine key={own.nonce} name={state.name ?? ""} own={own} onRetry={onRetry} onDiscard={onDiscard} />
        ))}
      </div>
      {pausedAt === null ? null : (
        <div class="chat-to-newest">
          <Button variant={unread === 0 ? "plain" : "primary"} icon="arrow-down" onClick={toFoot}>
            {unread === 0 ? say.toNewest : say.newMessages(unread)}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Stays at the foot when the box changes its height, as when a phone's keyboard opens. */
function useFootOnResize(box: { readonly current: HTMLDivElement | null }, following: boolean): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || !following) return;
    const observer = new ResizeObserver(() => element.scrollTo({ top: element.scrollHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, [box, following]);
}

const keyOf = (line: Line): string => (line.kind === "gap" ? `gap ${line.seq}` : String(line.message.seq));

/** A class, since only a class can say that a line that is there need not be drawn again: hundreds stand while one comes. */
class LineView extends Component<{ readonly line: Line }> {
  override shouldComponentUpdate(next: { readonly line: Line }): boolean {
    return next.line !== this.props.line;
  }

  override render({ line }: { readonly line: Line }) {
    if (line.kind === "gap") return <p class="chat-gap">{say.gap}</p>;
    const { name, text, at } = line.message;
    return (
      <p class="chat-line">
        <Name name={name} at={at} />
        <Text text={text} />
      </p>
    );
  }
}

function Name({ name, at }: { readonly name: string; readonly at: number }) {
  return (
    <>
      <span
        class="chat-name ui-name-colour"
        title={new Date(at).toLocaleString()}
        style={{ "--name-hue": String(nameHue(name)) }}
      >
        {name}
      </span>
      {": "}
    </>
  );
}

function Text({ text }: { readonly text: string }) {
  return (
    <span>
      {messageParts(text).map((part) =>
        part.kind === "text" ? (
          part.text
        ) : (
          <a href={part.href} target="_blank" rel="noopener noreferrer nofollow ugc">
            {part.text}
          </a>
        ),
      )}
    </span>
  );
}

type OwnLineProps = Omit<MessageListProps, "state"> & { readonly name: string; readonly own: Outgoing };

function OwnLine({ name, own, onRetry, onDiscard }: OwnLineProps) {
  const failed = own.state.kind === "failed" ? own.state : null;
  return (
    <div class="chat-own" data-state={own.state.kind}>
      <p class="chat-line">
        <Name name={name} at={own.at} />
        <Text text={own.text} />
        {own.state.kind === "pending" ? <span class="ui-spoken">{` ${say.sending}`}</span> : null}
      </p>
      {failed === null ? null : (
        <div class="chat-failed">
          <p>
            {say.notSent} {failed.reason}
          </p>
          <Button variant="quiet" icon="rotate-cw" onClick={() => onRetry(own.nonce)}>
            {say.retry}
          </Button>
          <Button variant="quiet" onClick={() => onDiscard(own.nonce)}>
            {say.discard}
          </Button>
        </div>
      )}
    </div>
  );
}

function Sketch() {
  return (
    <div class="chat-sketch" aria-hidden="true">
      {SKETCH.map((width) => (
        <Skeleton key={width} width={`${width}%`} />
      ))}
    </div>
  );
}
