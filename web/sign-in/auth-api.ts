/** What the pages for signing up and logging in ask of the site. */
import * as v from "valibot";
import {
  type AuthState,
  authStateSchema,
  doneSchema,
  type LoggedIn,
  loggedInSchema,
  mailSentSchema,
  type Provider,
  type SignedIn,
  socialAnswerSchema,
} from "#protocol/accounts/credentials.ts";
import { type PasskeyOptions, passkeyOptionsSchema } from "#protocol/accounts/security.ts";
import { type ApiAnswer, ask, withJson } from "../ask.ts";

const readSent = (body: unknown): null => {
  v.parse(mailSentSchema, body);
  return null;
};
const readDone = (body: unknown): null => {
  v.parse(doneSchema, body);
  return null;
};
const readLoggedIn = (body: unknown): LoggedIn => v.parse(loggedInSchema, body);

/** What ends logged in: the outcome never asks for a second factor. */
function readSignedIn(body: unknown): SignedIn {
  const read = v.parse(loggedInSchema, body);
  if (read.kind !== "signed_in") throw new Error("logged in was expected, a second factor was asked for");
  return read;
}

const post = <T>(path: string, body: unknown, read: (body: unknown) => T): Promise<ApiAnswer<T>> =>
  ask(`/api/auth/${path}`, withJson("POST", body), read);

export const getAuthState = (): Promise<ApiAnswer<AuthState>> =>
  ask("/api/auth/state", {}, (body) => v.parse(authStateSchema, body));

export type SignUp = {
  readonly email: string;
  readonly password: string;
  readonly login: string;
  readonly turnstile?: string;
};
export const signUp = (wanted: SignUp) => post("sign-up", wanted, readSent);
export const verifyMail = (token: string, password: string) => post("verify-mail", { token, password }, readSignedIn);
export const logIn = (name: string, password: string, remember: boolean) =>
  post("log-in", { name, password, remember }, readLoggedIn);
export const giveSecondFactor = (kind: "totp" | "backup", code: string, trust: boolean) =>
  post("two-factor", { kind, code, trust }, readSignedIn);
export const chooseLogin = (login: string) => post("complete", { login }, readSignedIn);
export const askForReset = (email: string, turnstile: string | null) =>
  post("reset", turnstile === null ? { email } : { email, turnstile }, readSent);
export const confirmReset = (token: string, password: string) => post("reset/confirm", { token, password }, readDone);
export const confirmMail = (token: string) => post("mail/confirm", { token }, readDone);

/** The address at the other site where one logs in. */
export const startSocial = (provider: Provider, returnTo: string): Promise<ApiAnswer<string>> =>
  post(`social/${provider}`, { returnTo }, (body) => v.parse(socialAnswerSchema, body).url);

export const getPasskeyChallenge = (): Promise<ApiAnswer<PasskeyOptions>> =>
  post("passkey/options", {}, (body) => v.parse(passkeyOptionsSchema, body));
export const usePasskey = (response: unknown) => post("passkey", { response }, readSignedIn);
