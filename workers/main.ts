/** The Worker: its application, its queues, its timed chores and its objects. */
import { app } from "./app.ts";
import { queue } from "./events/queue.ts";
import { scheduled } from "./scheduled/scheduled.ts";

export { Attempts } from "#durable-objects/attempts/durable-object.ts";
export { ChatRelay } from "#durable-objects/chat-relay/durable-object.ts";
export { ChatRoom } from "#durable-objects/chat-room/durable-object.ts";
export { EventsubRoom } from "#durable-objects/eventsub-room/durable-object.ts";
export { EventsubSession } from "#durable-objects/eventsub-session/durable-object.ts";
export { Flags } from "#durable-objects/flags/durable-object.ts";
export { IrcGateway } from "#durable-objects/irc-gateway/durable-object.ts";
export { LiveChannel } from "#durable-objects/live-channel/durable-object.ts";

export default { fetch: app.fetch, queue, scheduled };
