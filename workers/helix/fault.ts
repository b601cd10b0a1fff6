/** What the Twitch-shaped API refuses with: a status, and a sentence in Twitch's words where programs look for them. Pure. */

import { ERROR_STATUS, Fault } from "#protocol/errors.ts";
import { HELIX_ERROR_NAMES, type HelixErrorBody, type HelixStatus } from "#protocol/helix/envelope.ts";
import { loggable } from "#protocol/loggable.ts";
import { TooOften } from "../too-often.ts";

/** Thrown by an endpoint, and mapped by `helixFaultAnswer` alone. */
export class HelixFault extends Error {
  readonly status: HelixStatus;

  constructor(status: HelixStatus, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "HelixFault";
    this.status = status;
  }
}

export const badRequest = (message: string): HelixFault => new HelixFault(400, message);
export const missing = (parameter: string): HelixFault => badRequest(`Missing required parameter "${parameter}"`);
export const malformed = (parameter: string, why: string): HelixFault =>
  badRequest(`The parameter "${parameter}" was malformed: ${why}`);
export const notFound = (message: string): HelixFault => new HelixFault(404, message);
export const notMatching = (parameter: string): HelixFault =>
  new HelixFault(401, `The ID in ${parameter} must match the user ID found in the request's OAuth token.`);

export function helixError(status: HelixStatus, message: string): Response {
  const body: HelixErrorBody = { error: HELIX_ERROR_NAMES[status], status, message };
  return Response.json(body, { status, headers: { "Cache-Control": "no-store" } });
}

/** The one place where a fault becomes an answer here. What is neither a `HelixFault` nor a `Fault` is our bug: it is logged. */
export function helixFaultAnswer(fault: unknown): Response {
  if (fault instanceof HelixFault) {
    const answer = helixError(fault.status, fault.message);
    if (fault.cause instanceof TooOften) answer.headers.set("Retry-After", String(fault.cause.retryS));
    return answer;
  }
  if (fault instanceof Fault) return helixError(ERROR_STATUS[fault.code], fault.message);
  console.error("a request of the Twitch-shaped API failed", loggable(fault));
  return helixError(500, "Something went wrong on our side.");
}
