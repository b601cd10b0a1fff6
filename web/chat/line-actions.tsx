/** What can be done with one message, under the pointer and on keys. */

import { DEFAULT_TIMEOUT_S } from "#protocol/chat/limits.ts";
import { IconButton } from "../ui/button.tsx";
import { chatStrings as say } from "./chat-strings.ts";
import { durationInWords } from "./duration-in-words.ts";
import { type LineContext, mayActOn } from "./line-context.ts";
import { keyOfLine, type LineKey } from "./line-keys.ts";
import type { MessageLine } from "./lines.ts";

export type LineActionsProps = { readonly line: MessageLine; readonly context: LineContext };

export function LineActions({ line, context }: LineActionsProps) {
  const offered = actionsOf(line, context);
  if (offered.length === 0) return null;
  return (
    <span class="chat-line-actions">
      {offered.map((key) => (
        <IconButton
          key={key}
          icon={ICONS[key]}
          label={LABELS[key]}
          shortcut={keyOfLine(key)}
          tooltipAlign="end"
          onClick={() => runLineAction(key, line, context)}
        />
      ))}
    </span>
  );
}

const ICONS = { reply: "reply", person: "user", delete: "trash-2", timeout: "clock", ban: "ban" } as const;
const LABELS: Readonly<Record<LineKey, string>> = {
  reply: say.reply,
  person: say.card.moderate,
  delete: say.delete,
  timeout: say.timeout(durationInWords(DEFAULT_TIMEOUT_S)),
  ban: say.ban,
};

/** What this person may do with a message, in the order in which it is shown. */
export function actionsOf(line: MessageLine, context: LineContext): readonly LineKey[] {
  const standing = line.gone === null;
  return [
    ...(context.writes && standing ? (["reply"] as const) : []),
    ...(context.moderator && standing ? (["delete"] as const) : []),
    ...(mayActOn(context, line.event.from) ? (["timeout", "ban"] as const) : []),
  ];
}

export function runLineAction(key: LineKey, line: MessageLine, context: LineContext): void {
  switch (key) {
    case "reply":
      return context.onReply(line);
    case "person":
      return context.onPerson(line.event.from);
    case "delete":
      return context.onDelete(line);
    case "timeout":
      return context.onTimeout(line.event.from);
    default:
      return context.onBan(line.event.from);
  }
}
