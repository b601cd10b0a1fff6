/** The chat beside the picture: its code is a chunk of its own, and asked for when it is its turn, so that the picture comes first. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { strings } from "../strings.ts";
import { ErrorState } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

type ChatComponent = ComponentType<{ readonly login: string }>;

export function ChatPanel({ login, ready }: { readonly login: string; readonly ready: boolean }) {
  const [chat, setChat] = useState<{ readonly component: ChatComponent } | "loading" | "failed">("loading");
  const load = () => {
    setChat("loading");
    import("../chat/chat.tsx").then(
      ({ Chat }) => setChat({ component: Chat }),
      () => setChat("failed"),
    );
  };
  useEffect(() => {
    if (ready) load();
  }, [ready]);
  return (
    <aside class="watch-chat" aria-label={strings.watch.chat}>
      <ChatContent chat={chat} login={login} onRetry={load} />
    </aside>
  );
}

type ChatContentProps = {
  readonly chat: { readonly component: ChatComponent } | "loading" | "failed";
  readonly login: string;
  readonly onRetry: () => void;
};

function ChatContent({ chat, login, onRetry }: ChatContentProps) {
  if (chat === "loading") {
    return (
      <div class="watch-chat-wait">
        <span class="ui-spoken">{strings.watch.chatLoading}</span>
        <Skeleton height="44px" />
      </div>
    );
  }
  if (chat === "failed") return <ErrorState title={strings.watch.chatFailed} onRetry={onRetry} />;
  const Chat = chat.component;
  return <Chat login={login} />;
}
