/** The closed list of error codes, and the one shape of an error body. A code never changes its meaning. */

export const ERROR_STATUS = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  offline: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** Every error answer of the HTTP API has this body; `message` is one sentence for a person. */
export type ErrorBody = { readonly error: { readonly code: ErrorCode; readonly message: string } };

/** A fault of the world on its way to the one place that maps it to an answer. Thrown near the edge, never for expected outcomes. */
export class Fault extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "Fault";
    this.code = code;
  }
}
