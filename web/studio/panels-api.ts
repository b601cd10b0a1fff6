/** What the studio asks of the site to change a channel's panels. */
import type { Panel } from "#protocol/channel/about.ts";
import { type ApiAnswer, ask } from "../ask.ts";
import { api } from "../client.ts";
import { panelListSchema } from "../watch/channel-api.ts";

/** All of them, in their order; answers with what is there now. */
export const savePanels = (login: string, panels: readonly Panel[]): Promise<ApiAnswer<readonly Panel[]>> =>
  ask(api.channels[":login"].panels.$put({ param: { login }, json: { panels: [...panels] } }), panelListSchema);
