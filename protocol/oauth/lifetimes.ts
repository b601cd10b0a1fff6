/** How long what the authorization server gives out is good for, and how long those things are. Milliseconds, and letters. */

const SECOND_MS = 1000;
const HOUR_MS = 3600 * SECOND_MS;
const DAY_MS = 24 * HOUR_MS;

/** A code is exchanged by the app at once, when the person's browser brings it. */
export const CODE_MS = 60 * SECOND_MS;
/** A user's token: short, since the app can refresh it. */
export const USER_TOKEN_MS = 4 * HOUR_MS;
/** A user's token of the implicit flow, which cannot be refreshed: as long as a token of the operator's. */
export const IMPLICIT_TOKEN_MS = 60 * DAY_MS;
/** An app's own token. */
export const APP_TOKEN_MS = 60 * DAY_MS;
/** A refresh token that was not used for this long is over: of an app that cannot keep a secret, and of one that can. */
export const PUBLIC_REFRESH_MS = 30 * DAY_MS;
export const CONFIDENTIAL_REFRESH_MS = 365 * DAY_MS;
/** A person has to find the page and type the code. */
export const DEVICE_CODE_MS = 30 * 60 * SECOND_MS;
/** A device asks again this late, at the earliest. */
export const DEVICE_INTERVAL_MS = 5 * SECOND_MS;

/** Letters of client ids, secrets and codes: as many as of an access token, 155 random bits. */
export const CLIENT_ID_LENGTH = 30;
export const CLIENT_SECRET_LENGTH = 30;
export const CODE_LENGTH = 30;
export const DEVICE_CODE_LENGTH = 40;
/** Longer than an access token, so that nobody takes one for the other. */
export const REFRESH_TOKEN_LENGTH = 50;
/** Letters that a person types: no vowels, so that they make no words, and none that looks like another. */
export const USER_CODE_ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";
export const USER_CODE_LENGTH = 8;
