/** What the pages for signing up and logging in ask of the site. */
import * as v from "valibot";
import {
  type AuthState,
  authStateSchema,
  doneSchema,
  loggedInSchema,
  mailSentSchema,
  type Provider,
  signedInSchema,
  socialAnswerSchema,
} from "#protocol/accounts/credentials.ts";
import { type PasskeyOptions, type PasskeyShown, passkeyOptionsSchema } from "#protocol/accounts/security.ts";
import { type ApiAnswer, ask } from "../ask.ts";
import { api } from "../client.ts";

const { auth } = api;

export const getAuthState = (): Promise<ApiAnswer<AuthState>> => ask(auth.state.$get(), authStateSchema);

export type SignUp = {
  readonly email: string;
  readonly password: string;
  readonly login: string;
  readonly turnstile?: string;
};
export const signUp = (wanted: SignUp) => ask(auth["sign-up"].$post({ json: wanted }), mailSentSchema);
export const verifyMail = (token: string, password: string) =>
  ask(auth["verify-mail"].$post({ json: { token, password } }), signedInSchema);
export const logIn = (name: string, password: string, remember: boolean) =>
  ask(auth["log-in"].$post({ json: { name, password, remember } }), loggedInSchema);
export const giveSecondFactor = (kind: "totp" | "backup", code: string, trust: boolean) =>
  ask(auth["two-factor"].$post({ json: { kind, code, trust } }), signedInSchema);
export const chooseLogin = (login: string) => ask(auth.complete.$post({ json: { login } }), signedInSchema);
export const askForReset = (email: string, turnstile: string | null) =>
  ask(auth.reset.$post({ json: turnstile === null ? { email } : { email, turnstile } }), mailSentSchema);
export const confirmReset = (token: string, password: string) =>
  ask(auth.reset.confirm.$post({ json: { token, password } }), doneSchema);
export const confirmMail = (token: string) => ask(auth.mail.confirm.$post({ json: { token } }), doneSchema);

const urlSchema = v.pipe(
  socialAnswerSchema,
  v.transform(({ url }) => url),
);
/** The address at the other site where one logs in, or connects an account. */
export const startSocial = (provider: Provider, returnTo: string): Promise<ApiAnswer<string>> =>
  ask(auth.social[":provider"].$post({ param: { provider }, json: { returnTo } }), urlSchema);

export const getPasskeyChallenge = (): Promise<ApiAnswer<PasskeyOptions>> =>
  ask(auth.passkey.options.$post(), passkeyOptionsSchema);
export const usePasskey = (response: PasskeyShown) => ask(auth.passkey.$post({ json: { response } }), signedInSchema);
