/** Everything that was done in this channel's moderation, newest first. */
import type { LogEntry } from "#protocol/chat/moderation.ts";
import { EmptyState } from "../ui/notice.tsx";
import { logInWords } from "./log-in-words.ts";
import { moderationStrings as say } from "./moderation-strings.ts";
import { When } from "./when.tsx";

export function LogPanel({ log }: { readonly log: readonly LogEntry[] }) {
  if (log.length === 0) {
    return (
      <EmptyState icon="activity" title={say.logEmptyTitle}>
        {say.logEmptyText}
      </EmptyState>
    );
  }
  return (
    <ol class="mod-rows">
      {log.map((entry) => {
        const { who, what } = logInWords(entry);
        return (
          <li key={entry.id} class="mod-row">
            <div class="mod-row-words">
              <p>
                <bdi class="mod-name">{who}</bdi> {what}
              </p>
              {entry.detail === "" ? null : <p class="mod-detail">{entry.detail}</p>}
              <p class="mod-dim">
                <When at={entry.at} />
              </p>
            </div>
          </li>
        );
      })}
    </ol>
  );
}
