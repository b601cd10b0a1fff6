/** An answer that says no, in the one shape that errors have. */
import { ERROR_STATUS, type ErrorBody, type ErrorCode } from "#protocol/errors.ts";

export function refuse(code: ErrorCode, message: string): Response {
  const body: ErrorBody = { error: { code, message } };
  return Response.json(body, { status: ERROR_STATUS[code], headers: { "Cache-Control": "no-store" } });
}
