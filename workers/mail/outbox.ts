/** The mails of a development site, newest last, for the debug page and tests. In production nothing is kept here. */
import type { Mail } from "./mail.ts";

/** Mails kept; older ones are forgotten. */
export const MAX_KEPT = 50;

const kept: Mail[] = [];

export function keepMail(mail: Mail): void {
  kept.push(mail);
  if (kept.length > MAX_KEPT) kept.shift();
}

export const keptMails = (): readonly Mail[] => [...kept];
