/** What is wrong with what was typed, in words, before it is sent. The limits are the site's; the words are for people. Pure. */
import * as v from "valibot";
import { emailSchema, MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from "#protocol/accounts/credentials.ts";
import { newLoginSchema, RESERVED_LOGINS } from "#protocol/ids.ts";
import type { Faults } from "../ui/use-form.ts";
import { signInStrings as say } from "./sign-in-strings.ts";

/** The faults among these, by field; a field without one is left out. */
export function faults(fields: Readonly<Record<string, string | null>>): Faults {
  return Object.fromEntries(Object.entries(fields).flatMap(([name, fault]) => (fault === null ? [] : [[name, fault]])));
}

export const emailFault = (typed = ""): string | null => (v.is(emailSchema, typed) ? null : say.emailWrong);

export function newPasswordFault(typed = ""): string | null {
  if (typed.length < MIN_PASSWORD_LENGTH) return say.passwordShort(MIN_PASSWORD_LENGTH);
  return typed.length > MAX_PASSWORD_LENGTH ? say.passwordLong(MAX_PASSWORD_LENGTH) : null;
}

export const passwordFault = (typed = ""): string | null => (typed === "" ? say.passwordMissing : null);

export function loginFault(typed = ""): string | null {
  const login = loginOf(typed);
  if (v.is(newLoginSchema, login)) return null;
  return RESERVED_LOGINS.has(login) ? say.loginReserved : say.loginWrong;
}

/** Logins are small letters; who types large ones means the same. */
export const loginOf = (typed: string): string => typed.trim().toLowerCase();
