/** What a mail is, and what sends one. Types only. */

export type Mail = { readonly to: string; readonly subject: string; readonly text: string };
/** Sends one mail; a fault is thrown when nobody took it. */
export type Mailer = (mail: Mail) => Promise<void>;
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;
