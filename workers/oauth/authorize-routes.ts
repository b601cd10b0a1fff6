/** `/oauth2/authorize`: a person is asked whether an app may act for it, and sent back to the app with a code or a token. */
import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { isLoopback } from "#protocol/oauth/app.ts";
import { CODE_LENGTH, IMPLICIT_TOKEN_MS } from "#protocol/oauth/lifetimes.ts";
import { newAccessToken, newLowerCaseSecret } from "../auth/access-token.ts";
import { hashOf } from "../auth/secrets.ts";
import { limitBody, MAX_JSON_BYTES } from "../body-limit.ts";
import type { App } from "../env.ts";
import { areAppsLetIn, NO_NEW_APPS } from "../flags/apps.ts";
import { type AppRow, appById } from "./app-rows.ts";
import {
  type AuthorizeRequest,
  codeLocation,
  errorLocation,
  readAuthorizeRequest,
  tokenLocation,
} from "./authorize-request.ts";
import { ALLOW, consentPage, DECISION, DENY } from "./consent-page.ts";
import { formToken, isFormToken } from "./form-token.ts";
import { grantByCode, grantByToken, grantedTo, type NewGrant } from "./grants.ts";
import { tellLetIn } from "./let-in.ts";
import { refusalPage, sentTo } from "./page.ts";
import { formOf } from "./parameters.ts";
import { formKeyOf, personAt, toLogin } from "./person.ts";

/** The form's field that proves where it comes from. */
const PROOF = "proof";

export const authorizeRoutes = new Hono<App>()
  .get("/authorize", async (c) => {
    const read = await readRequest(c);
    if (read.kind === "answer") return read.answer;
    const { app, request } = read;
    const person = await personAt(c);
    if (person === null) return toLogin(c);
    const now = Date.now();
    if (!request.forceVerify && isSureOfApp(app, request)) {
      const granted = await grantedTo(c.env.DB, person.user.id, app.client_id, now);
      const asked = request.scopes.every((scope) => granted.scopes.has(scope));
      if (granted.connected && asked) return sentTo(await grant(c, app, request, person.user.id));
    }
    if (!(await areAppsLetIn(c))) return refusalPage(NO_NEW_APPS, 503);
    const key = await formKeyOf(c);
    return consentPage({
      appName: app.name,
      userName: person.user.display_name,
      scopes: request.scopes,
      action: `${c.req.path}${new URL(c.req.url).search}`,
      fields: { [PROOF]: await formToken(key, questionOf(app, request)) },
      note: html`<p class="dim">You will be sent to ${new URL(request.redirectUri).host}.</p>`,
    });
  })
  .post("/authorize", limitBody(MAX_JSON_BYTES), async (c) => {
    const read = await readRequest(c);
    if (read.kind === "answer") return read.answer;
    const { app, request } = read;
    const person = await personAt(c);
    if (person === null)
      return refusalPage("You are not signed in any more, or the answer came from another site.", 403);
    const form = await formOf(c);
    const isOurs = await isFormToken(await formKeyOf(c), questionOf(app, request), form.get(PROOF) ?? "");
    if (!isOurs)
      return refusalPage("The answer does not belong to a question of ours. Go back to the app and begin again.", 403);
    const decision = form.get(DECISION);
    if (decision === DENY) return sentTo(errorLocation(request, "access_denied", "The user denied you access"), 303);
    if (decision !== ALLOW) return refusalPage("The answer is neither yes nor no.", 400);
    if (!(await areAppsLetIn(c))) return refusalPage(NO_NEW_APPS, 503);
    return sentTo(await grant(c, app, request, person.user.id), 303);
  });

type Read =
  | { readonly kind: "request"; readonly app: AppRow; readonly request: AuthorizeRequest }
  | { readonly kind: "answer"; readonly answer: Response };

async function readRequest(c: Context<App>): Promise<Read> {
  const query = new URL(c.req.url).searchParams;
  const app = await appById(c.env.DB, query.get("client_id"));
  if (app === null) return { kind: "answer", answer: await refusalPage("invalid client", 400) };
  const read = readAuthorizeRequest(query, { redirectUris: app.redirect_uris, isPublic: app.secret_hash === null });
  if (read.kind === "refused") return { kind: "answer", answer: await refusalPage(read.message, 400) };
  return { kind: "request", app, request: read.request };
}

/** A secret or an address on the network is the app's alone; at an address of this machine any program may wait (RFC 8252 8.6). */
const isSureOfApp = (app: AppRow, { redirectUri, responseType }: AuthorizeRequest): boolean =>
  !isLoopback(redirectUri) || (app.secret_hash !== null && responseType === "code");

/** The question as one text: the proof of a form is good for no other. */
const questionOf = (app: AppRow, request: AuthorizeRequest): string =>
  JSON.stringify([
    "authorize",
    app.client_id,
    request.responseType,
    request.redirectUri,
    request.scopes,
    request.state,
    request.challenge,
  ]);

/** Where the person goes with what the app gets. */
async function grant(c: Context<App>, app: AppRow, request: AuthorizeRequest, userId: string): Promise<string> {
  const { client_id: clientId } = app;
  const { scopes, redirectUri, challenge } = request;
  const made: NewGrant = { id: newAccessToken(), userId, clientId, scopes, now: Date.now() };
  if (request.responseType === "token") {
    const token = newAccessToken();
    await grantByToken(c.env.DB, made, await hashOf(token));
    await tellLetIn(c.env, c.executionCtx, app, made.id);
    return tokenLocation(request, token, IMPLICIT_TOKEN_MS / 1000);
  }
  const code = newLowerCaseSecret(CODE_LENGTH);
  await grantByCode(c.env.DB, made, { hash: await hashOf(code), redirectUri, challenge });
  return codeLocation(request, code);
}
