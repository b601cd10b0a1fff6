/** The channel that shows a test card, so that a fresh installation has something to watch. Its key stays in the state folder. */
import { join } from "node:path";
import * as v from "valibot";
import { streamKeySchema } from "#protocol/ids.ts";
import type { Api } from "./api.ts";
import { readWhole, writeWhole } from "./whole-file.ts";

export const DEMO_LOGIN = "demo";
const DEMO_TITLE = "Test card";

/** The demo channel's stream key; the channel is made first when it is missing, and a lost key is replaced. */
export async function demoStreamKey(api: Api, stateDir: string): Promise<string> {
  const file = join(stateDir, "demo.json");
  const channel = await api.channel(DEMO_LOGIN);
  const kept = await readWhole(file, v.object({ id: v.string(), streamKey: streamKeySchema }));
  if (channel !== null && kept?.id === channel.id) return kept.streamKey;
  const made = channel === null ? await api.createChannel(DEMO_LOGIN, DEMO_TITLE) : await api.rotateKey(DEMO_LOGIN);
  await writeWhole(file, { id: made.id, streamKey: made.streamKey });
  return made.streamKey;
}
