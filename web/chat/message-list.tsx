/** The lines of the chat, newest at the foot. It follows them, and stands still as soon as the reader looks up or a moderator points. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { blocks } from "../account/blocks.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Announcer } from "./announcer.tsx";
import type { ChatState } from "./chat-state.ts";
import { chatStrings as say } from "./chat-strings.ts";
import type { EmoteSet } from "./emote-set.ts";
import { actionsOf, runLineAction } from "./line-actions.tsx";
import type { LineContext } from "./line-context.ts";
import { listMove } from "./line-keys.ts";
import { LineView } from "./line-view.tsx";
import { countSince, type Line, seenLines, unblockedLines } from "./lines.ts";
import { OwnLine, type OwnLineProps } from "./own-line.tsx";
import { useLineWindow } from "./use-line-window.ts";
import { type Pause, usePause } from "./use-pause.ts";

/** Lines of the sketch that stands for the history until it is here: their widths in percent. */
const SKETCH = [62, 84, 45, 73, 90, 38, 66];
/** Time for which a line that was jumped to stands out, milliseconds. */
const FOUND_MS = 2000;

export type MessageListProps = {
  readonly state: ChatState;
  readonly context: Omit<LineContext, "onJump">;
  readonly person: OwnLineProps["person"] | null;
  readonly emotes: EmoteSet;
  readonly onRetry: (nonce: string) => void;
  readonly onDiscard: (nonce: string) => void;
  readonly onPause: (paused: boolean) => void;
  /** The reader leaves the list by key: where they write is next. */
  readonly onLeave: () => void;
};

export function MessageList(props: MessageListProps) {
  const { state, person, emotes, onPause, onLeave } = props;
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const { moderator } = props.context;
  const blocked = blocks.value;
  const lines = useMemo(() => {
    const seen = seenLines(state.lines, moderator);
    // Who looks after the room reads everybody.
    return moderator ? seen : unblockedLines(seen, new Set(blocked.map(({ id }) => id)));
  }, [state.lines, moderator, blocked]);
  const ids = useMemo(() => lines.map((line) => line.id), [lines]);
  const [pause, pausing] = usePause(box, state.position ?? 0, moderator);
  const window = useLineWindow(box, list, ids, pause === null);
  const [active, setActive] = useState<string | null>(null);
  const [found, setFound] = useFound();
  useEffect(() => onPause(pause !== null), [pause === null]);

  const jump = useRef((_seq: number): void => undefined);
  jump.current = (seq) => {
    const id = String(seq);
    if (!ids.includes(id)) return;
    pausing.hold("reader");
    window.showLine(id);
    setFound(id);
  };
  const context = useMemo<LineContext>(
    () => ({ ...props.context, onJump: (seq) => jump.current(seq) }),
    [props.context],
  );

  const newestOwn = state.outbox.at(-1)?.nonce;
  useLayoutEffect(() => {
    if (newestOwn !== undefined) pausing.follow();
  }, [newestOwn]);

  const [focusing, setFocusing] = useState<string | null>(null);
  useLayoutEffect(() => {
    if (focusing === null) return;
    const line = list.current?.querySelector<HTMLElement>(`[data-line="${CSS.escape(focusing)}"]`);
    // Lines that are none of a person's have no focus; the next press of the key goes on from there.
    line?.focus({ preventScroll: true });
    line?.scrollIntoView({ block: "nearest" });
    if (line !== undefined) setFocusing(null);
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const onButton = event.target instanceof HTMLElement && event.target.closest("button, a") !== null;
    if (onButton && (event.key === "Enter" || event.key === " ")) return event.stopPropagation();
    const said = lines.filter((line) => line.kind === "message");
    const isIn = list.current?.contains(document.activeElement) === true;
    const current = isIn ? said.findIndex((line) => line.id === active) : -1;
    const move = listMove(event.key, current, said.length);
    if (move === null) return;
    // Keys of the list are its own: the player on the same page must not act on them as well.
    event.stopPropagation();
    if (move.kind === "scroll") return;
    event.preventDefault();
    if (move.kind === "leave") {
      setActive(null);
      pausing.follow();
      onLeave();
      return;
    }
    const line = said[move.kind === "line" ? move.index : current];
    if (line?.kind !== "message") return;
    if (move.kind === "line") {
      window.holdPlace();
      pausing.hold("reader");
      setActive(line.id);
      setFocusing(line.id);
    } else if (move.action === "person" || actionsOf(line, context).includes(move.action)) {
      runLineAction(move.action, line, context);
    }
  };

  const lineAt = (target: EventTarget | null): string | null =>
    target instanceof Element ? (target.closest("[data-line]")?.getAttribute("data-line") ?? null) : null;
  const isEmpty = state.everJoined && lines.length === 0 && state.outbox.length === 0;
  return (
    <div class="chat-lines-frame">
      {/* Its elements come and go as one scrolls, so it is not live; what is new is read out beside it. */}
      <div
        ref={box}
        class="chat-lines"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by key (WCAG 2.1.1).
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={say.log}
        onKeyDown={onKeyDown}
        onScroll={() => {
          window.holdPlace();
          pausing.scrolled();
        }}
        onPointerMove={(event) => {
          if (event.pointerType !== "mouse") return;
          if (pause === null) window.holdPlace();
          pausing.pointed();
        }}
        onPointerLeave={() => {
          pausing.unpointed();
          if (list.current?.contains(document.activeElement) !== true) setActive(null);
        }}
        onPointerOver={(event) => event.pointerType === "mouse" && setActive(lineAt(event.target))}
        onClick={(event) => {
          const id = lineAt(event.target);
          setActive(id);
          // What a finger chose must not move away from under it.
          if (id === null || !isTouch(event)) return;
          window.holdPlace();
          pausing.hold("reader");
        }}
        onFocusIn={(event) => setActive((before) => lineAt(event.target) ?? before)}
      >
        {state.everJoined ? null : <Sketch />}
        {isEmpty ? (
          <EmptyState icon="message-square" title={say.emptyTitle}>
            {say.emptyText}
          </EmptyState>
        ) : null}
        <div ref={list} style={{ paddingTop: `${window.before}px`, paddingBottom: `${window.after}px` }}>
          {lines.slice(window.first, window.end).map((line: Line) => (
            <LineView
              key={line.id}
              line={line}
              active={line.id === active}
              found={line.id === found}
              context={context}
            />
          ))}
        </div>
        {person === null
          ? null
          : state.outbox.map((own) => (
              <OwnLine
                key={own.nonce}
                own={own}
                person={person}
                emotes={emotes}
                onRetry={props.onRetry}
                onDiscard={props.onDiscard}
              />
            ))}
      </div>
      {state.everJoined ? <Announcer lines={lines} /> : null}
      {pause === null ? null : <ToNewest lines={lines} pause={pause} onPress={pausing.follow} />}
    </div>
  );
}

const isTouch = (event: MouseEvent): boolean => "pointerType" in event && event.pointerType !== "mouse";

type ToNewestProps = { readonly lines: readonly Line[]; readonly pause: Pause; readonly onPress: () => void };

function ToNewest({ lines, pause, onPress }: ToNewestProps) {
  const unread = countSince(lines, pause.position);
  const words = unread > 0 ? say.newMessages(unread) : pause.by === "pointer" ? say.pausedUnderPointer : say.toNewest;
  return (
    <div class="chat-to-newest">
      <Button variant={unread === 0 ? "plain" : "primary"} icon="arrow-down" onClick={onPress}>
        {words}
      </Button>
    </div>
  );
}

function useFound(): readonly [string | null, (id: string) => void] {
  const [found, setFound] = useState<string | null>(null);
  useEffect(() => {
    if (found === null) return;
    const timer = setTimeout(() => setFound(null), FOUND_MS);
    return () => clearTimeout(timer);
  }, [found]);
  return [found, setFound];
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
