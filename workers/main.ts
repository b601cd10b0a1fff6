/** The Worker: its application, its queues and its objects. */
import { app } from "./app.ts";
import { queue } from "./events/queue.ts";

export { ChatRelay } from "#durable-objects/chat-relay/durable-object.ts";
export { ChatRoom } from "#durable-objects/chat-room/durable-object.ts";
export { EventsubRoom } from "#durable-objects/eventsub-room/durable-object.ts";
export { EventsubSession } from "#durable-objects/eventsub-session/durable-object.ts";
export { Flags } from "#durable-objects/flags/durable-object.ts";
export { IrcGateway } from "#durable-objects/irc-gateway/durable-object.ts";
export { LiveChannel } from "#durable-objects/live-channel/durable-object.ts";

export default { fetch: app.fetch, queue };
