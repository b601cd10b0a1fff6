/**
 * The authentication library, set up for this site: the one file that knows it. It keeps accounts, sessions, second factors and passkeys in the
 * tables `auth_*`. Signing up, logins and channels are ours (`sign-up-routes.ts`); its own addresses are not reachable from outside.
 */

import { passkey } from "@better-auth/passkey";
import { betterAuth } from "better-auth";
import { APIError } from "better-auth/api";
import { twoFactor } from "better-auth/plugins/two-factor";
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from "#protocol/accounts/credentials.ts";
import { ACCOUNT_SESSION_MS, COOKIE_PREFIX } from "../auth/account-cookie.ts";
import type { Env } from "../env.ts";
import { resetLetter } from "../mail/letters.ts";
import type { Mailer } from "../mail/mail.ts";
import { FRESH_MS } from "./limits.ts";
import { hashPassword, isPassword } from "./password.ts";
import { providersOf } from "./providers.ts";

const NAME = "Rill";
const BASE_PATH = "/api/auth";
const DAY_SECONDS = 24 * 3600;
/** A link to choose a new password is good for this long, seconds. */
const RESET_SECONDS = 3600;
/** Wrong codes in a row that lock the second factor, and for how long, seconds. */
const MAX_WRONG_CODES = 10;
const LOCKED_SECONDS = 15 * 60;

export type AuthSettings = {
  readonly env: Env;
  /** The site's own origin. */
  readonly origin: string;
  readonly secret: string;
  readonly mailer: Mailer | null;
  /** Goes on with something behind the answer. */
  readonly later: (work: Promise<unknown>) => void;
  /** An account has a new password by a link. */
  readonly onReset: (account: string) => Promise<void>;
};

/** Tokens of other sites are not kept: nothing is done in the person's name there. */
const WITHOUT_TOKENS = { accessToken: null, refreshToken: null, idToken: null, scope: null };

/** The library's own name for it. */
const UNVERIFIED = "email_not_verified";

/** What it logs, without what it logs beside it: that may be a secret. */
function sentence(message: string, details: readonly unknown[]): string {
  const fault = details.find((detail) => detail instanceof Error);
  return fault === undefined ? message : `${message}: ${fault.message}`;
}

export type Auth = ReturnType<typeof openAuth>;

export function openAuth({ env, origin, secret, mailer, later, onReset }: AuthSettings) {
  return betterAuth({
    appName: NAME,
    baseURL: origin,
    basePath: BASE_PATH,
    secret,
    database: env.DB,
    telemetry: { enabled: false },
    // Ours count before it is asked, and count more (limits.ts).
    rateLimit: { enabled: false },
    logger: {
      level: "error",
      log: (_, message, ...details) => console.warn(`accounts: ${sentence(message, details)}`),
    },
    trustedOrigins: [origin],
    user: { modelName: "auth_user" },
    session: {
      modelName: "auth_session",
      expiresIn: ACCOUNT_SESSION_MS / 1000,
      updateAge: DAY_SECONDS,
      freshAge: FRESH_MS / 1000,
    },
    account: {
      modelName: "auth_account",
      // An address that has an account is connected from within it alone: another site's word for the address is not enough to be let in, least of
      // all past a second factor.
      accountLinking: { enabled: true, allowDifferentEmails: true, disableImplicitLinking: true },
      updateAccountOnSignIn: false,
    },
    verification: { modelName: "auth_verification", storeIdentifier: "hashed" },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD_LENGTH,
      maxPasswordLength: MAX_PASSWORD_LENGTH,
      password: { hash: hashPassword, verify: ({ password, hash }) => isPassword(password, hash) },
      resetPasswordTokenExpiresIn: RESET_SECONDS,
      onPasswordReset: ({ user }) => onReset(user.id),
      sendResetPassword: async ({ user, token }) => {
        await mailer?.(resetLetter(user.email, origin, token));
      },
    },
    socialProviders: providersOf(env),
    databaseHooks: {
      account: {
        create: { before: async (account) => ({ data: { ...account, ...WITHOUT_TOKENS } }) },
        update: { before: async (account) => ({ data: { ...account, ...WITHOUT_TOKENS } }) },
      },
      // Only other sites' people are made here. With an address that is not proven somebody would sit in another's place before that one comes.
      user: {
        create: {
          before: async ({ emailVerified }) => {
            if (emailVerified !== true)
              throw new APIError("FORBIDDEN", { code: UNVERIFIED, message: "The address is not verified." });
          },
        },
      },
    },
    onAPIError: { errorURL: `${origin}/login` },
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      ipAddress: { ipAddressHeaders: ["cf-connecting-ip"] },
      database: { validateSchema: false },
      // A mail takes as long as it takes: the answer must not tell by its time whether one is sent.
      backgroundTasks: { handler: later },
    },
    plugins: [
      twoFactor({
        issuer: NAME,
        allowPasswordless: true,
        accountLockout: { enabled: true, maxFailedAttempts: MAX_WRONG_CODES, durationSeconds: LOCKED_SECONDS },
        schema: { twoFactor: { modelName: "auth_two_factor" } },
      }),
      passkey({
        rpName: NAME,
        rpID: new URL(origin).hostname,
        origin,
        // A passkey stands for password and second factor: the device must have asked who holds it.
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
        authentication: {
          afterVerification: async ({ verification }) => {
            if (!verification.authenticationInfo.userVerified) throw new APIError("UNAUTHORIZED");
          },
        },
        advanced: { webAuthnChallengeCookie: "passkey" },
        schema: { passkey: { modelName: "auth_passkey" } },
      }),
    ],
  });
}
