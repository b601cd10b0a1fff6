/** What the routes of accounts, and of the programs that people let in, are for. */
import * as v from "valibot";
import {
  authStateSchema,
  doneSchema,
  loggedInSchema,
  mailSentSchema,
  socialAnswerSchema,
} from "#protocol/accounts/credentials.ts";
import {
  deletedSchema,
  editorsSchema,
  exportSchema,
  meSchema,
  newStreamKeySchema,
  streamKeyStateSchema,
} from "#protocol/accounts/me.ts";
import {
  accountSessionsSchema,
  backupCodesSchema,
  passkeyOptionsSchema,
  passkeysSchema,
  connectionsSchema as sitesSchema,
  twoFactorSetUpSchema,
} from "#protocol/accounts/security.ts";
import { appSchema, appsSchema, connectionsSchema, createdAppSchema } from "#protocol/oauth/app.ts";
import { blocksSchema } from "#protocol/users/block.ts";
import type { Operations } from "../operation.ts";

const nobody = { tag: "Account", who: "anybody" } as const;
const blocks = { tag: "Account", who: "user", scopes: ["user:manage:blocked_users"] } as const;
const own = { tag: "Account", who: "user" } as const;
const apps = { tag: "Applications", who: "user" } as const;
const oauth = { tag: "Applications", who: "anybody" } as const;
const FORM = "application/x-www-form-urlencoded";

/** `From this site's own pages` holds for every one that changes something. */
export const ACCOUNT_OPERATIONS: Operations = {
  "GET /api/auth/state": {
    ...nobody,
    summary: "Who is signed in, and how one may sign in here.",
    answer: authStateSchema,
  },
  "POST /api/auth/sign-up": {
    ...nobody,
    summary: "Begins an account; a mail confirms the address.",
    status: 202,
    answer: mailSentSchema,
  },
  "POST /api/auth/verify-mail": {
    ...nobody,
    summary: "Makes the account, with the link of the mail and the password.",
    status: 201,
    answer: loggedInSchema,
  },
  "POST /api/auth/complete": {
    ...own,
    summary: "Takes a login, after signing up by another site's account.",
    status: 201,
    answer: loggedInSchema,
  },
  "POST /api/auth/log-in": { ...nobody, summary: "Logs in by password.", answer: loggedInSchema },
  "POST /api/auth/two-factor": { ...nobody, summary: "The second factor of a log-in.", answer: loggedInSchema },
  "POST /api/auth/passkey/options": { ...nobody, summary: "What a passkey is to sign.", answer: passkeyOptionsSchema },
  "POST /api/auth/passkey": { ...nobody, summary: "Logs in by passkey.", answer: loggedInSchema },
  "POST /api/auth/reset": {
    ...nobody,
    summary: "Sends a mail to set a new password.",
    status: 202,
    answer: mailSentSchema,
  },
  "POST /api/auth/reset/confirm": { ...nobody, summary: "Sets the new password.", answer: doneSchema },
  "POST /api/auth/social/:provider": {
    ...nobody,
    summary: "Where to go to log in by another site's account.",
    answer: socialAnswerSchema,
  },
  "GET /api/auth/callback/:provider": { ...nobody, summary: "Where the other site sends people back to.", status: 302 },
  "GET /api/auth/connections": {
    ...own,
    summary: "Accounts at other sites that log in to this one.",
    answer: sitesSchema,
  },
  "DELETE /api/auth/connections/:provider": { ...own, summary: "Takes such an account away.", answer: sitesSchema },
  "POST /api/auth/two-factor/enable": {
    ...own,
    summary: "Begins to set up a second factor.",
    answer: twoFactorSetUpSchema,
  },
  "POST /api/auth/two-factor/confirm": { ...own, summary: "Sets it up, with the first code.", answer: doneSchema },
  "POST /api/auth/two-factor/disable": { ...own, summary: "Takes the second factor away.", answer: doneSchema },
  "POST /api/auth/two-factor/backup-codes": {
    ...own,
    summary: "Makes new codes for when the device is lost.",
    answer: backupCodesSchema,
  },
  "GET /api/auth/passkeys": { ...own, summary: "One's passkeys.", answer: passkeysSchema },
  "POST /api/auth/passkeys/options": {
    ...own,
    summary: "What a new passkey is to be made of.",
    answer: passkeyOptionsSchema,
  },
  "POST /api/auth/passkeys": { ...own, summary: "Adds a passkey.", status: 201, answer: passkeysSchema },
  "DELETE /api/auth/passkeys/:id": { ...own, summary: "Takes a passkey away.", answer: passkeysSchema },
  "POST /api/auth/password": { ...own, summary: "Changes the password; other sessions end.", answer: doneSchema },
  "POST /api/auth/mail": {
    ...own,
    summary: "Asks for another mail address; a mail confirms it.",
    status: 202,
    answer: mailSentSchema,
  },
  "POST /api/auth/mail/confirm": {
    ...nobody,
    summary: "Changes the mail address, with the link of the mail.",
    answer: doneSchema,
  },
  "GET /api/auth/sessions": { ...own, summary: "Where one is logged in.", answer: accountSessionsSchema },
  "DELETE /api/auth/sessions": { ...own, summary: "Ends all sessions but this one.", answer: accountSessionsSchema },
  "DELETE /api/auth/sessions/:id": { ...own, summary: "Ends a session.", answer: accountSessionsSchema },
  "GET /api/me": { ...own, summary: "One's own account.", answer: meSchema },
  "PATCH /api/me": { ...own, summary: "Changes name, description, colour or language.", answer: meSchema },
  "POST /api/me/login": {
    ...own,
    summary: "Changes the login; the old one is held back for a while.",
    answer: meSchema,
  },
  "GET /api/me/stream-key": { ...own, summary: "When the stream key was made.", answer: streamKeyStateSchema },
  "POST /api/me/stream-key": {
    ...own,
    summary: "Makes a new stream key, shown this once; the old one ends at once.",
    status: 201,
    answer: newStreamKeySchema,
  },
  "GET /api/me/editors": { ...own, summary: "Who may change what one's channel says.", answer: editorsSchema },
  "PUT /api/me/editors/:login": { ...own, summary: "Lets somebody do that.", answer: editorsSchema },
  "DELETE /api/me/editors/:login": { ...own, summary: "Lets somebody do that no more.", answer: editorsSchema },
  "GET /api/me/blocks": {
    ...blocks,
    scopes: ["user:read:blocked_users", "user:manage:blocked_users"],
    summary: "Whose messages one does not want to see, newest first.",
    answer: blocksSchema,
  },
  "PUT /api/me/blocks/:user": { ...blocks, summary: "Blocks somebody; answers the list.", answer: blocksSchema },
  "DELETE /api/me/blocks/:user": { ...blocks, summary: "Blocks somebody no more.", answer: blocksSchema },
  "GET /api/me/export": { ...own, summary: "Everything that is kept of oneself.", answer: exportSchema },
  "DELETE /api/me": { ...own, summary: "Deletes the account.", answer: deletedSchema },
  "GET /api/apps": { ...apps, summary: "The apps that one has registered.", answer: appsSchema },
  "POST /api/apps": {
    ...apps,
    summary: "Registers an app; its secret is shown this once.",
    status: 201,
    answer: createdAppSchema,
  },
  "PATCH /api/apps/:clientId": { ...apps, summary: "Changes an app's name or addresses.", answer: appSchema },
  "DELETE /api/apps/:clientId": { ...apps, summary: "Deletes an app; its tokens end.", status: 204 },
  "POST /api/apps/:clientId/secret": {
    ...apps,
    summary: "Makes a new secret, shown this once.",
    answer: createdAppSchema,
  },
  "GET /api/connections": { ...apps, summary: "The apps that one lets in.", answer: connectionsSchema },
  "DELETE /api/connections/:clientId": { ...apps, summary: "Shuts an app out.", status: 204 },
  "GET /oauth2/authorize": {
    ...oauth,
    summary: "The page that asks whether an app may act for the person (code, implicit, PKCE).",
    contentType: "text/html",
    refuses: "with a page",
  },
  "POST /oauth2/authorize": {
    ...oauth,
    summary: "The person's answer.",
    status: 303,
    bodyType: FORM,
    refuses: "with a page",
  },
  "POST /oauth2/token": {
    ...oauth,
    refuses: "in Twitch's shape",
    summary: "Codes, refresh tokens, device codes and client credentials become access tokens.",
    bodyType: FORM,
    answer: v.object({
      access_token: v.string(),
      expires_in: v.number(),
      refresh_token: v.optional(v.string()),
      scope: v.optional(v.array(v.string())),
      token_type: v.literal("bearer"),
    }),
  },
  "POST /oauth2/revoke": { ...oauth, summary: "Ends a token.", bodyType: FORM, refuses: "in Twitch's shape" },
  "POST /oauth2/device": {
    ...oauth,
    refuses: "in Twitch's shape",
    summary: "A device that one cannot type on begins to sign somebody in.",
    bodyType: FORM,
    answer: v.object({
      device_code: v.string(),
      expires_in: v.number(),
      interval: v.number(),
      user_code: v.string(),
      verification_uri: v.string(),
    }),
  },
  "GET /activate": {
    ...oauth,
    summary: "The page where a person types a device's code.",
    contentType: "text/html",
    refuses: "with a page",
  },
  "POST /activate": {
    ...oauth,
    summary: "The code, and then the person's answer.",
    bodyType: FORM,
    contentType: "text/html",
    refuses: "with a page",
  },
};
