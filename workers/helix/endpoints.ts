/** All endpoints that are answered. Those of EventSub stand with their subject. */
import type { Endpoint } from "./endpoint.ts";
import { banEndpoints } from "./endpoints/bans.ts";
import { blockEndpoints } from "./endpoints/blocks.ts";
import { categoryEndpoints } from "./endpoints/categories.ts";
import { channelEndpoints } from "./endpoints/channels.ts";
import { chatEndpoints } from "./endpoints/chat.ts";
import { emoteEndpoints } from "./endpoints/emotes.ts";
import { guardEndpoints } from "./endpoints/guards.ts";
import { messageEndpoints } from "./endpoints/messages.ts";
import { roleEndpoints } from "./endpoints/roles.ts";
import { scheduleEndpoints } from "./endpoints/schedule.ts";
import { searchEndpoints } from "./endpoints/search.ts";
import { standingEndpoints } from "./endpoints/standing.ts";
import { streamEndpoints } from "./endpoints/streams.ts";
import { userEndpoints } from "./endpoints/users.ts";
import { videoEndpoints } from "./endpoints/videos.ts";

export const ENDPOINTS: readonly Endpoint[] = [
  ...userEndpoints,
  ...blockEndpoints,
  ...channelEndpoints,
  ...streamEndpoints,
  ...categoryEndpoints,
  ...searchEndpoints,
  ...videoEndpoints,
  ...messageEndpoints,
  ...chatEndpoints,
  ...emoteEndpoints,
  ...banEndpoints,
  ...roleEndpoints,
  ...guardEndpoints,
  ...standingEndpoints,
  ...scheduleEndpoints,
];
