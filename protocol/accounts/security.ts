/** What guards an account: its sessions, second factor, passkeys and accounts at other sites, under `/api/auth`. */
import * as v from "valibot";
import { newNameSchema } from "../users/name.ts";
import { providerSchema, shownPasswordSchema } from "./credentials.ts";

/** Sessions, passkeys of one account that an answer names. */
export const MAX_SESSIONS = 100;
export const MAX_PASSKEYS = 20;

const accountSessionSchema = v.object({
  id: v.string(),
  /** Milliseconds since the Unix epoch. */
  createdAt: v.number(),
  expiresAt: v.number(),
  address: v.nullable(v.string()),
  userAgent: v.nullable(v.string()),
  current: v.boolean(),
});
/** `GET /api/auth/sessions`, newest first. `DELETE /api/auth/sessions/:id` ends one, `DELETE /api/auth/sessions` all others. */
export const accountSessionsSchema = v.object({ sessions: v.array(accountSessionSchema) });
export type AccountSession = Readonly<v.InferOutput<typeof accountSessionSchema>>;
export type AccountSessions = Readonly<v.InferOutput<typeof accountSessionsSchema>>;

/** `POST /api/auth/two-factor/enable`, `/two-factor/disable`, `/two-factor/backup-codes`. Accounts without a password leave it out. */
export const passwordAgainSchema = v.object({ password: v.optional(shownPasswordSchema) });

/** Answer of `/two-factor/enable`: shown once, and in force after `POST /api/auth/two-factor/confirm` with a code. */
export const twoFactorSetUpSchema = v.object({
  /** `otpauth://totp/...`, for a QR code. */
  uri: v.string(),
  backupCodes: v.array(v.string()),
});
export type TwoFactorSetUp = Readonly<v.InferOutput<typeof twoFactorSetUpSchema>>;

export const totpCodeSchema = v.object({
  code: v.pipe(v.string(), v.trim(), v.regex(/^\d{6}$/, "a code is 6 digits")),
});

/** Answer of `/two-factor/backup-codes`: new ones; the old ones are worth nothing. */
export const backupCodesSchema = v.object({ backupCodes: v.array(v.string()) });
export type BackupCodes = Readonly<v.InferOutput<typeof backupCodesSchema>>;

/**
 * A passkey is added by `POST /api/auth/passkeys/options` (answers WebAuthn's PublicKeyCredentialCreationOptionsJSON) and `POST
 * /api/auth/passkeys`; it logs in by `POST /api/auth/passkey/options` (PublicKeyCredentialRequestOptionsJSON) and `POST /api/auth/passkey`
 * (answers `signed_in`). `DELETE /api/auth/passkeys/:id` removes one. Adding needs a session of the last hour.
 */
export const passkeyOptionsSchema = v.looseObject({ challenge: v.string() });
export type PasskeyOptions = Readonly<v.InferOutput<typeof passkeyOptionsSchema>>;

const base64url = v.pipe(v.string(), v.maxLength(8192), v.regex(/^[A-Za-z0-9_-]*$/, "not base64url"));
/** What the browser's `credential.toJSON()` gives. */
const credential = { id: base64url, rawId: base64url, type: v.literal("public-key") };
export const addPasskeySchema = v.object({
  name: newNameSchema,
  response: v.object({
    ...credential,
    response: v.object({
      clientDataJSON: base64url,
      attestationObject: base64url,
      transports: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(32))), v.maxLength(8))),
    }),
  }),
});
export const usePasskeySchema = v.object({
  response: v.object({
    ...credential,
    response: v.object({
      clientDataJSON: base64url,
      authenticatorData: base64url,
      signature: base64url,
      userHandle: v.nullish(base64url),
    }),
  }),
});
/** What a browser gives for a new passkey, and to show one. */
export type PasskeyMade = Readonly<v.InferOutput<typeof addPasskeySchema>>["response"];
export type PasskeyShown = Readonly<v.InferOutput<typeof usePasskeySchema>>["response"];

const passkeySchema = v.object({ id: v.string(), name: v.string(), createdAt: v.nullable(v.number()) });
/** `GET /api/auth/passkeys`. */
export const passkeysSchema = v.object({ passkeys: v.array(passkeySchema) });
export type Passkeys = Readonly<v.InferOutput<typeof passkeysSchema>>;

/** `GET /api/auth/connections`: accounts at other sites that log in to this one. `DELETE /api/auth/connections/:provider` ends one. */
export const connectionsSchema = v.object({ connections: v.array(providerSchema) });
export type Connections = Readonly<v.InferOutput<typeof connectionsSchema>>;
