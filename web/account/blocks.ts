/** Whom the person at this browser blocks: one signal that every page reads. Knows no page. */
import { effect, signal } from "@preact/signals";
import * as v from "valibot";
import { type Block, blocksSchema } from "#protocol/users/block.ts";
import { type ApiAnswer, ask } from "../ask.ts";
import { api, until } from "../client.ts";
import { account } from "./account.ts";

const NOBODY: readonly Block[] = [];
/** Nobody, while that is not known. */
export const blocks = signal<readonly Block[]>(NOBODY);

const listSchema = v.pipe(
  blocksSchema,
  v.transform(({ blocks }): readonly Block[] => blocks),
);
/** Whose list it is, or will be. */
let loadedFor: string | null = null;

/** Asks for the list of whoever is at this browser, and again when that is somebody else. */
export function followBlocks(): () => void {
  return effect(() => {
    const id = account.value?.id ?? null;
    if (id === loadedFor) return;
    loadedFor = id;
    blocks.value = NOBODY;
    if (id !== null) void loadBlocks();
  });
}

export async function loadBlocks(signal?: AbortSignal): Promise<ApiAnswer<readonly Block[]>> {
  const call = api.me.blocks.$get({}, signal === undefined ? {} : until(signal));
  return kept(await ask(call, listSchema), account.value?.id ?? null);
}

export async function setBlocked(login: string, blocked: boolean): Promise<ApiAnswer<readonly Block[]>> {
  const id = account.value?.id ?? null;
  const call = api.me.blocks[":user"][blocked ? "$put" : "$delete"]({ param: { user: encodeURIComponent(login) } });
  return kept(await ask(call, listSchema), id);
}

function kept(answer: ApiAnswer<readonly Block[]>, id: string | null): ApiAnswer<readonly Block[]> {
  // Somebody else may be here by now.
  if (answer.kind === "ok" && id === (account.value?.id ?? null)) blocks.value = answer.value;
  return answer;
}
