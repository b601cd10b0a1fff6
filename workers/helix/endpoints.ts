/** All endpoints that are answered. Those of EventSub stand with their subject. */
import type { Endpoint } from "./endpoint.ts";
import { banEndpoints } from "./endpoints/bans.ts";
import { categoryEndpoints } from "./endpoints/categories.ts";
import { channelEndpoints } from "./endpoints/channels.ts";
import { chatEndpoints } from "./endpoints/chat.ts";
import { emoteEndpoints } from "./endpoints/emotes.ts";
import { guardEndpoints } from "./endpoints/guards.ts";
import { roleEndpoints } from "./endpoints/roles.ts";
import { searchEndpoints } from "./endpoints/search.ts";
import { standingEndpoints } from "./endpoints/standing.ts";
import { streamEndpoints } from "./endpoints/streams.ts";
import { userEndpoints } from "./endpoints/users.ts";
import { videoEndpoints } from "./endpoints/videos.ts";

export const ENDPOINTS: readonly Endpoint[] = [
  ...userEndpoints,
  ...channelEndpoints,
  ...streamEndpoints,
  ...categoryEndpoints,
  ...searchEndpoints,
  ...videoEndpoints,
  ...chatEndpoints,
  ...emoteEndpoints,
  ...banEndpoints,
  ...roleEndpoints,
  ...guardEndpoints,
  ...standingEndpoints,
];
