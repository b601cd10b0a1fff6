/** What the settings ask of the site about the account at this browser. */
import * as v from "valibot";
import { doneSchema, mailSentSchema, type Provider, socialAnswerSchema } from "#protocol/accounts/credentials.ts";
import { deletedSchema, type Me, type MeChange, meSchema } from "#protocol/accounts/me.ts";
import {
  type AccountSession,
  accountSessionsSchema,
  backupCodesSchema,
  connectionsSchema,
  type PasskeyOptions,
  type Passkeys,
  passkeyOptionsSchema,
  passkeysSchema,
  type TwoFactorSetUp,
  twoFactorSetUpSchema,
} from "#protocol/accounts/security.ts";
import { connectionsSchema as appsSchema, type Connection } from "#protocol/oauth/app.ts";
import { type ApiAnswer, ask, nothing, withJson } from "../ask.ts";

const readMe = (body: unknown): Me => v.parse(meSchema, body);

export const getMe = (signal: AbortSignal): Promise<ApiAnswer<Me>> => ask("/api/me", { signal }, readMe);
export const changeMe = (change: MeChange): Promise<ApiAnswer<Me>> => ask("/api/me", withJson("PATCH", change), readMe);
export const rename = (login: string): Promise<ApiAnswer<Me>> =>
  ask("/api/me/login", withJson("POST", { login }), readMe);
export const deleteMe = (password: string | null) =>
  ask("/api/me", withJson("DELETE", password === null ? {} : { password }), (body) => v.parse(deletedSchema, body));

/** Pictures by the field of the form that each is sent in. */
export const sendPicture = (login: string, kind: "avatar" | "banner", pictures: ReadonlyMap<string, Blob>) => {
  const body = new FormData();
  for (const [field, picture] of pictures) body.append(field, picture, field);
  return ask(`/api/channels/${login}/${kind}`, { method: "PUT", body }, readPicture);
};
export const removePicture = (login: string, kind: "avatar" | "banner") =>
  ask(`/api/channels/${login}/${kind}`, { method: "DELETE" }, readPicture);

/** The address of the picture that is shown now; null: none. */
function readPicture(body: unknown): string | null {
  const shape = v.union([v.object({ avatar: v.string() }), v.object({ banner: v.nullable(v.string()) })]);
  const read = v.parse(shape, body);
  return "avatar" in read ? read.avatar : read.banner;
}

const readDone = (body: unknown): true => v.parse(doneSchema, body).done;

export const changePassword = (current: string, password: string) =>
  ask("/api/auth/password", withJson("POST", { current, password }), readDone);
export const changeMail = (email: string, password: string) =>
  ask("/api/auth/mail", withJson("POST", { email, password }), (body) => v.parse(mailSentSchema, body));

/** What accounts without a password leave out. */
const again = (password: string | null) => (password === null ? {} : { password });

export const enableTwoFactor = (password: string | null): Promise<ApiAnswer<TwoFactorSetUp>> =>
  ask("/api/auth/two-factor/enable", withJson("POST", again(password)), (body) => v.parse(twoFactorSetUpSchema, body));
export const confirmTwoFactor = (code: string) =>
  ask("/api/auth/two-factor/confirm", withJson("POST", { code }), readDone);
export const disableTwoFactor = (password: string | null) =>
  ask("/api/auth/two-factor/disable", withJson("POST", again(password)), readDone);
export const newBackupCodes = (password: string | null): Promise<ApiAnswer<readonly string[]>> =>
  ask(
    "/api/auth/two-factor/backup-codes",
    withJson("POST", again(password)),
    (body) => v.parse(backupCodesSchema, body).backupCodes,
  );

const readSessions = (body: unknown): readonly AccountSession[] => v.parse(accountSessionsSchema, body).sessions;

export const getSessions = (signal: AbortSignal) => ask("/api/auth/sessions", { signal }, readSessions);
export const endSession = (id: string) =>
  ask(`/api/auth/sessions/${encodeURIComponent(id)}`, { method: "DELETE" }, readSessions);
export const endOtherSessions = () => ask("/api/auth/sessions", { method: "DELETE" }, readSessions);

const readPasskeys = (body: unknown): Passkeys["passkeys"] => v.parse(passkeysSchema, body).passkeys;

export const getPasskeys = (signal: AbortSignal) => ask("/api/auth/passkeys", { signal }, readPasskeys);
export const getPasskeyOptions = (): Promise<ApiAnswer<PasskeyOptions>> =>
  ask("/api/auth/passkeys/options", withJson("POST", {}), (body) => v.parse(passkeyOptionsSchema, body));
export const addPasskey = (name: string, response: unknown) =>
  ask("/api/auth/passkeys", withJson("POST", { name, response }), readPasskeys);
export const removePasskey = (id: string) =>
  ask(`/api/auth/passkeys/${encodeURIComponent(id)}`, { method: "DELETE" }, readPasskeys);

const readConnections = (body: unknown): readonly Provider[] => v.parse(connectionsSchema, body).connections;

export const getConnections = (signal: AbortSignal) => ask("/api/auth/connections", { signal }, readConnections);
export const disconnect = (provider: Provider) =>
  ask(`/api/auth/connections/${provider}`, { method: "DELETE" }, readConnections);
export const connect = (provider: Provider, returnTo: string): Promise<ApiAnswer<string>> =>
  ask(`/api/auth/social/${provider}`, withJson("POST", { returnTo }), (body) => v.parse(socialAnswerSchema, body).url);

export const getApps = (signal: AbortSignal): Promise<ApiAnswer<readonly Connection[]>> =>
  ask("/api/connections", { signal }, (body) => v.parse(appsSchema, body).connections);
export const removeApp = (clientId: string) => ask(`/api/connections/${clientId}`, { method: "DELETE" }, nothing);
