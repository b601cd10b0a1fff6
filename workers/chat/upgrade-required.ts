/** The answer to a plain request where only a WebSocket is served. */
import { errorAnswer } from "../answers.ts";

/** RFC 9110 15.5.22: the answer names the protocol that is needed. */
export function upgradeRequired(): Response {
  const answer = errorAnswer("bad_request", "This address answers WebSocket connections only.");
  const headers = new Headers(answer.headers);
  headers.set("Upgrade", "websocket");
  return new Response(answer.body, { status: 426, headers });
}

export const isUpgrade = (header: string | undefined): boolean => header?.toLowerCase() === "websocket";
