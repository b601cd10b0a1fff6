/** Who is at this browser: one signal that every page reads. Knows no page. */
import { signal } from "@preact/signals";
import type { Account } from "#protocol/users/user.ts";
import { getSession } from "./session-api.ts";

/** Null for nobody, undefined while that is not known. */
export const account = signal<Account | null | undefined>(undefined);

let asked: Promise<void> | null = null;

/** Asks once who this is. An answer that did not come counts as nobody until somebody asks again. */
export function loadAccount(): Promise<void> {
  asked ??= getSession().then((answer) => {
    if (answer.kind !== "ok") asked = null;
    // Who has signed in meanwhile is known better.
    if (account.value === undefined || answer.kind === "ok") account.value = answer.kind === "ok" ? answer.value : null;
  });
  return asked;
}

/** Somebody else is at this browser now, or the same one has changed. */
export function setAccount(next: Account | null): void {
  asked = Promise.resolve();
  account.value = next;
}

/** Asks anew, after something changed that the site knows best. */
export function reloadAccount(): Promise<void> {
  asked = null;
  return loadAccount();
}
