/** The name a person chats under, kept in this browser. */
import * as v from "valibot";
import { chatNameSchema } from "#protocol/chat/chat.ts";
import { recallText, remember } from "../memory.ts";

const KEY = "chat.name";

export function readSavedName(): string | null {
  const saved = v.safeParse(chatNameSchema, recallText(KEY));
  return saved.success ? saved.output : null;
}

export function saveName(name: string): void {
  remember(KEY, name);
}
