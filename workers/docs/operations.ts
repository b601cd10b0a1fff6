/** Every operation that the description of the API tells of. A new route is named in the file of its subject. */
import type { Operations } from "./operation.ts";
import { ACCOUNT_OPERATIONS } from "./operations/account-operations.ts";
import { CHANNEL_OPERATIONS } from "./operations/channel-operations.ts";
import { CHAT_OPERATIONS } from "./operations/chat-operations.ts";
import { DISCOVERY_OPERATIONS } from "./operations/discovery-operations.ts";
import { EVENT_OPERATIONS } from "./operations/event-operations.ts";

export const OPERATIONS: Operations = {
  ...CHANNEL_OPERATIONS,
  ...CHAT_OPERATIONS,
  ...ACCOUNT_OPERATIONS,
  ...DISCOVERY_OPERATIONS,
  ...EVENT_OPERATIONS,
};
