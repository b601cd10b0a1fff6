/** The messages that wait for a moderator: allowed or denied under the pointer or by key, oldest first, one after the other. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Held } from "#protocol/chat/moderation.ts";
import { secondsUntil } from "../chat/cooldown.ts";
import { durationInWords } from "../chat/duration-in-words.ts";
import { tell } from "../chat/moderator-acts.ts";
import { useNowUntil } from "../chat/use-now.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/notice.tsx";
import { moderationStrings as say } from "./moderation-strings.ts";
import { queueMove } from "./queue-keys.ts";
import { splitSpans } from "./split-spans.ts";
import type { Moderation } from "./use-moderation.ts";

/** Oldest first: it has the least time left. */
export type HeldQueueProps = { readonly held: readonly Held[]; readonly act: Moderation["act"] };

export function HeldQueue({ held, act }: HeldQueueProps) {
  const list = useRef<HTMLUListElement>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [deciding, setDeciding] = useState<ReadonlySet<string>>(new Set());
  const waiting = held.filter(({ id }) => !deciding.has(id));
  const at = Math.max(
    0,
    waiting.findIndex(({ id }) => id === chosen),
  );
  const focus = (index: number) => {
    const next = waiting[index];
    setChosen(next?.id ?? null);
    if (next !== undefined) list.current?.querySelector<HTMLElement>(`[data-held="${next.id}"]`)?.focus();
  };

  const decide = async (index: number, kind: "allowHeld" | "denyHeld") => {
    const one = waiting[index];
    if (one === undefined) return;
    // Whoever decides by key goes on with the next.
    if (list.current?.contains(document.activeElement) === true)
      focus(index + 1 < waiting.length ? index + 1 : index - 1);
    setDeciding((before) => new Set([...before, one.id]));
    const outcome = await act({ kind, id: one.id });
    if (!outcome.done) void tell(Promise.resolve(outcome));
    setDeciding((before) => new Set([...before].filter((id) => id !== one.id)));
  };

  useEffect(() => {
    const heard = (event: KeyboardEvent) => {
      const isText =
        event.target instanceof Element && event.target.closest("input, textarea, select, dialog") !== null;
      if (isText || event.ctrlKey || event.metaKey || event.altKey || event.key.toLowerCase() !== "q") return;
      event.preventDefault();
      focus(at);
    };
    document.addEventListener("keydown", heard);
    return () => document.removeEventListener("keydown", heard);
  });

  if (held.length === 0) {
    return (
      <EmptyState icon="check" title={say.queueEmptyTitle}>
        {say.queueEmptyText}
      </EmptyState>
    );
  }
  return (
    <>
      <p class="mod-hint mod-keys">{say.queueKeys}</p>
      <ul
        ref={list}
        class="mod-queue"
        onKeyDown={(event) => {
          if (event.ctrlKey || event.metaKey || event.altKey) return;
          const move = queueMove(event.key, at, waiting.length);
          if (move === null) return;
          event.preventDefault();
          event.stopPropagation();
          if (move.kind === "focus") focus(move.index);
          else void decide(at, move.kind);
        }}
      >
        {waiting.map((one, index) => (
          <HeldItem
            key={one.id}
            held={one}
            current={index === at}
            onFocus={() => setChosen(one.id)}
            onDecide={(kind) => void decide(index, kind)}
          />
        ))}
      </ul>
    </>
  );
}

type HeldItemProps = {
  readonly held: Held;
  readonly current: boolean;
  readonly onFocus: () => void;
  readonly onDecide: (kind: "allowHeld" | "denyHeld") => void;
};

function HeldItem({ held, current, onFocus, onDecide }: HeldItemProps) {
  const now = useNowUntil(held.expiresAt);
  return (
    <li class="mod-held" data-held={held.id} tabIndex={current ? 0 : -1} onFocusIn={onFocus}>
      <p class="mod-held-head">
        <bdi class="mod-name">{held.from.name}</bdi>
        <Badge tone="warn">{say.heldFor[held.reason]}</Badge>
        <span class="mod-dim">{held.category}</span>
        <span class="mod-dim mod-held-left ui-numbers">
          {say.left(durationInWords(secondsUntil(held.expiresAt, now)))}
        </span>
      </p>
      <p class="mod-held-text">
        {splitSpans(held.text, held.spans).map((part, at) =>
          part.marked ? <mark key={at}>{part.text}</mark> : <span key={at}>{part.text}</span>,
        )}
      </p>
      <div class="mod-held-buttons">
        <Button icon="check" tabIndex={current ? 0 : -1} onClick={() => onDecide("allowHeld")}>
          {say.allow}
        </Button>
        <Button icon="x" variant="danger" tabIndex={current ? 0 : -1} onClick={() => onDecide("denyHeld")}>
          {say.deny}
        </Button>
      </div>
    </li>
  );
}
