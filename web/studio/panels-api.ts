/** What the studio asks of the site to change a channel's panels. */
import type { Panel } from "#protocol/channel/about.ts";
import { type ApiAnswer, ask, withJson } from "../ask.ts";
import { readPanels } from "../watch/channel-api.ts";

/** All of them, in their order; answers with what is there now. */
export const savePanels = (login: string, panels: readonly Panel[]): Promise<ApiAnswer<readonly Panel[]>> =>
  ask(`/api/channels/${login}/panels`, withJson("PUT", { panels }), readPanels);
