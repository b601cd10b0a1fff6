/** What the settings ask of the site about the account at this browser. */
import * as v from "valibot";
import { doneSchema, mailSentSchema, type Provider } from "#protocol/accounts/credentials.ts";
import { deletedSchema, type Me, type MeChange, meSchema } from "#protocol/accounts/me.ts";
import {
  type AccountSession,
  accountSessionsSchema,
  backupCodesSchema,
  connectionsSchema,
  type PasskeyMade,
  type PasskeyOptions,
  passkeyOptionsSchema,
  passkeysSchema,
  type TwoFactorSetUp,
  twoFactorSetUpSchema,
} from "#protocol/accounts/security.ts";
import { connectionsSchema as appsSchema, type Connection } from "#protocol/oauth/app.ts";
import { type ApiAnswer, ask, nothing } from "../ask.ts";
import { api, until } from "../client.ts";

const { auth, me } = api;

export const getMe = (signal: AbortSignal): Promise<ApiAnswer<Me>> => ask(me.$get({}, until(signal)), meSchema);
export const changeMe = (change: MeChange): Promise<ApiAnswer<Me>> => ask(me.$patch({ json: change }), meSchema);
export const rename = (login: string): Promise<ApiAnswer<Me>> => ask(me.login.$post({ json: { login } }), meSchema);
export const deleteMe = (password: string | null) => ask(me.$delete({ json: again(password) }), deletedSchema);

/** The address of the picture that is shown now; null: none. */
const avatarSchema = v.pipe(
  v.object({ avatar: v.string() }),
  v.transform(({ avatar }): string | null => avatar),
);
const bannerSchema = v.pipe(
  v.object({ banner: v.nullable(v.string()) }),
  v.transform(({ banner }) => banner),
);

/** Pictures by the field of the form that each is sent in. */
export const sendPicture = (
  login: string,
  kind: "avatar" | "banner",
  pictures: ReadonlyMap<string, Blob>,
): Promise<ApiAnswer<string | null>> => {
  const body = new FormData();
  for (const [field, picture] of pictures) body.append(field, picture, field);
  const { avatar, banner } = api.channels[":login"];
  const [param, sent] = [{ login }, { init: { body } }];
  return kind === "avatar"
    ? ask(avatar.$put({ param }, sent), avatarSchema)
    : ask(banner.$put({ param }, sent), bannerSchema);
};
export const removePicture = (login: string, kind: "avatar" | "banner"): Promise<ApiAnswer<string | null>> => {
  const { avatar, banner } = api.channels[":login"];
  const param = { login };
  return kind === "avatar"
    ? ask(avatar.$delete({ param }), avatarSchema)
    : ask(banner.$delete({ param }), bannerSchema);
};

export const changePassword = (current: string, password: string) =>
  ask(auth.password.$post({ json: { current, password } }), doneSchema);
export const changeMail = (email: string, password: string) =>
  ask(auth.mail.$post({ json: { email, password } }), mailSentSchema);

/** What accounts without a password leave out. */
const again = (password: string | null) => (password === null ? {} : { password });

const codesSchema = v.pipe(
  backupCodesSchema,
  v.transform(({ backupCodes }): readonly string[] => backupCodes),
);

export const enableTwoFactor = (password: string | null): Promise<ApiAnswer<TwoFactorSetUp>> =>
  ask(auth["two-factor"].enable.$post({ json: again(password) }), twoFactorSetUpSchema);
export const confirmTwoFactor = (code: string) => ask(auth["two-factor"].confirm.$post({ json: { code } }), doneSchema);
export const disableTwoFactor = (password: string | null) =>
  ask(auth["two-factor"].disable.$post({ json: again(password) }), doneSchema);
export const newBackupCodes = (password: string | null): Promise<ApiAnswer<readonly string[]>> =>
  ask(auth["two-factor"]["backup-codes"].$post({ json: again(password) }), codesSchema);

const sessionsSchema = v.pipe(
  accountSessionsSchema,
  v.transform(({ sessions }): readonly AccountSession[] => sessions),
);

export const getSessions = (signal: AbortSignal) => ask(auth.sessions.$get({}, until(signal)), sessionsSchema);
export const endSession = (id: string) =>
  ask(auth.sessions[":id"].$delete({ param: { id: encodeURIComponent(id) } }), sessionsSchema);
export const endOtherSessions = () => ask(auth.sessions.$delete(), sessionsSchema);

const listSchema = v.pipe(
  passkeysSchema,
  v.transform(({ passkeys }) => passkeys),
);

export const getPasskeys = (signal: AbortSignal) => ask(auth.passkeys.$get({}, until(signal)), listSchema);
export const getPasskeyOptions = (): Promise<ApiAnswer<PasskeyOptions>> =>
  ask(auth.passkeys.options.$post(), passkeyOptionsSchema);
export const addPasskey = (name: string, response: PasskeyMade) =>
  ask(auth.passkeys.$post({ json: { name, response } }), listSchema);
export const removePasskey = (id: string) =>
  ask(auth.passkeys[":id"].$delete({ param: { id: encodeURIComponent(id) } }), listSchema);

const providersSchema = v.pipe(
  connectionsSchema,
  v.transform(({ connections }): readonly Provider[] => connections),
);

export const getConnections = (signal: AbortSignal) => ask(auth.connections.$get({}, until(signal)), providersSchema);
export const disconnect = (provider: Provider) =>
  ask(auth.connections[":provider"].$delete({ param: { provider } }), providersSchema);

const connectedSchema = v.pipe(
  appsSchema,
  v.transform(({ connections }): readonly Connection[] => connections),
);

export const getApps = (signal: AbortSignal) => ask(api.connections.$get({}, until(signal)), connectedSchema);
export const removeApp = (clientId: string) =>
  ask(api.connections[":clientId"].$delete({ param: { clientId } }), nothing);
