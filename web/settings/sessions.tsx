/** Where the account is logged in, and the way to end it there. */
import { useState } from "preact/hooks";
import type { AccountSession } from "#protocol/accounts/security.ts";
import type { ApiAnswer } from "../ask.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { showToast } from "../ui/toast.tsx";
import { Box, PartWaiting, toastRefusal, usePart } from "./box.tsx";
import { browserName } from "./browser-name.ts";
import { endOtherSessions, endSession, getSessions } from "./settings-api.ts";
import { settingsStrings } from "./settings-strings.ts";
import { When } from "./when.tsx";

const say = settingsStrings.security;

export function Sessions() {
  const part = usePart(getSessions);
  const [busy, setBusy] = useState<string | null>(null);
  const { value } = part;
  const end = async (what: string, act: () => Promise<ApiAnswer<readonly AccountSession[]>>, done: string) => {
    setBusy(what);
    const answer = await act();
    setBusy(null);
    if (answer.kind !== "ok") return toastRefusal(answer);
    part.set(answer.value);
    showToast({ text: done });
  };
  if (typeof value === "string") {
    return (
      <Box title={say.sessions}>
        <PartWaiting failed={value === "failed"} onRetry={part.retry} />
      </Box>
    );
  }
  return (
    <Box title={say.sessions}>
      <ul class="settings-list">
        {value.map((session) => {
          const name = browserName(session.userAgent) ?? say.sessionUnknown;
          return (
            <li key={session.id}>
              <span class="settings-list-words">
                <b title={session.userAgent ?? undefined}>{name}</b>
                <span class="settings-dim">
                  {say.sessionSince} <When at={session.createdAt} />
                  {session.address === null ? null : ` · ${session.address}`}
                </span>
              </span>
              {session.current ? (
                <Badge tone="good">{say.sessionThis}</Badge>
              ) : (
                <Button
                  variant="quiet"
                  busy={busy === session.id}
                  aria-label={say.sessionEndOf(name)}
                  onClick={() => void end(session.id, () => endSession(session.id), say.sessionEnded)}
                >
                  {say.sessionEnd}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {value.length > 1 ? (
        <div class="settings-row">
          <Button
            variant="danger"
            busy={busy === "all"}
            onClick={() => void end("all", endOtherSessions, say.sessionsEnded)}
          >
            {say.sessionsEnd}
          </Button>
        </div>
      ) : null}
    </Box>
  );
}
