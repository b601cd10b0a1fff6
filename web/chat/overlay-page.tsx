/** The chat for a streaming program to lay over its picture: nothing behind it, big words, nothing to press. */
import "./overlay-page.css";
import { useEffect, useMemo, useState } from "preact/hooks";
import { usePageTitle } from "../page-title.ts";
import { chatStrings as say } from "./chat-strings.ts";
import { LineText } from "./line-text.tsx";
import type { MessageLine } from "./lines.ts";
import { overlayLines, readOverlayOptions } from "./overlay-options.ts";
import { Badges, Name } from "./person.tsx";
import { useChat } from "./use-chat.ts";

export function OverlayPage({ login }: { readonly login: string }) {
  const { state } = useChat(login, { writes: false });
  const { sizePx, fadeMs } = useMemo(() => readOverlayOptions(location.search), []);
  const [hiddenBefore, setHiddenBefore] = useState(0);
  const lines = overlayLines(state.lines, hiddenBefore);
  usePageTitle(say.of(login));
  useEffect(() => {
    document.documentElement.dataset["overlay"] = "";
    return () => {
      delete document.documentElement.dataset["overlay"];
    };
  }, []);
  const oldest = lines[0]?.event.at ?? null;
  useEffect(() => {
    if (fadeMs === null || oldest === null) return;
    // A clock that differs from the room's makes lines stay a little longer or shorter; never for ever.
    const left = Math.min(fadeMs, Math.max(0, oldest + fadeMs - Date.now()));
    const timer = setTimeout(() => setHiddenBefore(oldest + 1), left);
    return () => clearTimeout(timer);
  }, [oldest, fadeMs]);
  return (
    <main class="chat-overlay" aria-label={say.log} style={{ "--overlay-size": `${sizePx}px` }}>
      {lines.map((line) => (
        <OverlayLine key={line.id} line={line} />
      ))}
    </main>
  );
}

function OverlayLine({ line: { event } }: { readonly line: MessageLine }) {
  const isAction = event.kind === "message" && event.action;
  return (
    <p class="chat-overlay-line">
      <Badges badges={event.from.badges} />
      <Name person={event.from} />
      {isAction ? " " : ": "}
      <span class={isAction ? "chat-action" : undefined}>
        <LineText text={event.text} emotes={event.emotes} me={[]} />
      </span>
    </p>
  );
}
