/** What all answers of the Twitch-shaped API have in common: lists, pages and errors. What the lists hold stands in the files beside this one. */

/** Twitch's statuses, and the name that each has in an error's body. */
export const HELIX_ERROR_NAMES = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  410: "Gone",
  413: "Payload Too Large",
  422: "Unprocessable Entity",
  429: "Too Many Requests",
  500: "Internal Server Error",
  501: "Not Implemented",
  503: "Service Unavailable",
} as const;
export type HelixStatus = keyof typeof HELIX_ERROR_NAMES;

export type HelixErrorBody = {
  readonly error: (typeof HELIX_ERROR_NAMES)[HelixStatus];
  readonly status: HelixStatus;
  /** One sentence for a person; the ones that programs look for are Twitch's own. */
  readonly message: string;
};

export type HelixList<T> = { readonly data: readonly T[] };
/** Where the next page begins; empty on the last one. */
export type HelixPagination = { readonly cursor?: string };
export type HelixPage<T> = HelixList<T> & { readonly pagination: HelixPagination };
/** A page that also says how many there are in all. */
export type HelixCountedPage<T> = HelixPage<T> & { readonly total: number };

/** Entries of a page: at most, and when the request does not say. */
export const MAX_FIRST = 100;
export const DEFAULT_FIRST = 20;
/** The same of the people in chat, as on Twitch. */
export const MAX_FIRST_CHATTERS = 1000;
export const DEFAULT_FIRST_CHATTERS = 100;
/** Values of a parameter that may be repeated, at most. */
export const MAX_VALUES = 100;
/** Sets of emotes that one request names, at most, as on Twitch. */
export const MAX_EMOTE_SETS = 25;
/** Letters of a cursor, at most: it holds two places in a list. */
export const MAX_CURSOR_LENGTH = 400;

/** Requests a minute of a program, and of each user through it. */
export const RATE_POINTS = 800;
