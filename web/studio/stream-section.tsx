/** The first part of the studio: how to go live while one is not, the picture and its health while one is, the chat beside both. */
import { useState } from "preact/hooks";
import { ChatView } from "../chat/chat.tsx";
import type { ChatHandle } from "../chat/use-chat.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/notice.tsx";
import { Guide } from "./guide.tsx";
import { HealthPanel } from "./health-panel.tsx";
import type { HealthWindow } from "./health-window.ts";
import { Preview } from "./preview.tsx";
import { studioStrings } from "./studio-strings.ts";

export type StreamSectionProps = {
  readonly login: string;
  readonly health: HealthWindow;
  /** The channel is this person's own: its key is theirs to see. */
  readonly own: boolean;
  readonly chat: ChatHandle;
};

export function StreamSection({ login, health, own, chat }: StreamSectionProps) {
  const [guideOpen, setGuideOpen] = useState(false);
  const { state, broadcastId } = health;
  const running = state === "live" || state === "reconnecting";
  return (
    <div class="studio-stream">
      <div class="studio-stream-main">
        {running ? (
          <>
            <Preview key={login} login={login} state={state} broadcastId={broadcastId} />
            <HealthPanel health={health} />
            {own ? (
              <Button
                variant="quiet"
                aria-expanded={guideOpen}
                icon={guideOpen ? "chevron-down" : "chevron-right"}
                onClick={() => setGuideOpen(!guideOpen)}
              >
                {studioStrings.guide.show}
              </Button>
            ) : null}
          </>
        ) : null}
        {own && (!running || guideOpen) ? <Guide state={state} /> : null}
        {own || running ? null : (
          <EmptyState icon="video-off" title={studioStrings.offlineTitle(login)}>
            {studioStrings.offlineText}
          </EmptyState>
        )}
      </div>
      <aside class="studio-stream-chat" aria-label={studioStrings.chat}>
        <ChatView chat={chat} place="panel" />
      </aside>
    </div>
  );
}
