/** The Worker: its application and its objects. */
import { app } from "./app.ts";

export { ChatRelay } from "#durable-objects/chat-relay/durable-object.ts";
export { ChatRoom } from "#durable-objects/chat-room/durable-object.ts";
export { IrcGateway } from "#durable-objects/irc-gateway/durable-object.ts";
export { LiveChannel } from "#durable-objects/live-channel/durable-object.ts";

export default app;
