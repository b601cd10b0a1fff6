/** `/activate`: a person types the code of a device, is asked whether the device's app may act for it, and answers. */
import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { callerOf } from "../auth/caller-limit.ts";
import type { SessionIdentity } from "../auth/known-sessions.ts";
import { SharedLimit } from "../auth/shared-limit.ts";
import { limitBody, MAX_JSON_BYTES } from "../body-limit.ts";
import type { App } from "../env.ts";
import { areAppsLetIn, NO_NEW_APPS } from "../flags/apps.ts";
import { TooOften } from "../too-often.ts";
import { donePage, entryPage, USER_CODE } from "./activate-page.ts";
import { type AppRow, appById } from "./app-rows.ts";
import { ALLOW, consentPage, DECISION, DENY } from "./consent-page.ts";
import { allowDevice, type DeviceRow, denyDevice, deviceByUserCode } from "./device-rows.ts";
import { formToken, isFormToken } from "./form-token.ts";
import { refusalPage } from "./page.ts";
import { formOf } from "./parameters.ts";
import { formKeyOf, personAt, toLogin } from "./person.ts";
import { readUserCode, renderUserCode } from "./user-code.ts";

/** Codes that one account, or one address, may try in a window: of 25 thousand million, a few hundred are somebody's. */
export const MAX_CODES = 10;

const tried = new SharedLimit({
  name: "codes of devices",
  most: MAX_CODES,
  sentence: "Too many codes. Try again in a minute.",
});

const PROOF = "proof";

export const activateRoutes = new Hono<App>()
  .get("/activate", async (c) => {
    if ((await personAt(c)) === null) return toLogin(c);
    const code = readUserCode(c.req.query("device-code") ?? "");
    return entryPage({ code: code === null ? "" : renderUserCode(code), fault: null, status: 200 });
  })
  .post("/activate", limitBody(MAX_JSON_BYTES), async (c) => {
    const person = await personAt(c);
    if (person === null) return refusalPage("You are not signed in, or the code came from another site's page.", 403);
    if (!(await areAppsLetIn(c))) return refusalPage(NO_NEW_APPS, 503);
    const refused = await tooManyCodes(c, person);
    if (refused !== null) return refused;
    const form = await formOf(c);
    const code = readUserCode(form.get(USER_CODE) ?? "");
    const waiting = code === null ? null : await waitingDevice(c, code);
    if (code === null || waiting === null) {
      const fault = "There is no device with this code. It may have waited too long: let it show a new one.";
      return entryPage({ code: "", fault, status: code === null ? 400 : 404 });
    }
    const decision = form.get(DECISION);
    return decision === null
      ? ask(c, { person, code, ...waiting })
      : decide(c, { person, code, ...waiting, decision, proof: form.get(PROOF) ?? "" });
  });

type Waiting = { readonly device: DeviceRow; readonly app: AppRow };
type Asked = Waiting & { readonly person: SessionIdentity; readonly code: string };

/** The device of a code that nobody has decided about, and its app. */
async function waitingDevice(c: Context<App>, code: string): Promise<Waiting | null> {
  const device = await deviceByUserCode(c.env.DB, code);
  if (device === null || device.user_id !== null || device.denied || device.expires_at <= Date.now()) return null;
  const app = await appById(c.env.DB, device.client_id);
  return app === null ? null : { device, app };
}

/** Counts a code of the account and of the address; the answer to one too many, null while there may be more. */
async function tooManyCodes(c: Context<App>, person: SessionIdentity): Promise<Response | null> {
  try {
    await tried.take(c, `user ${person.user.id}`);
    await tried.take(c, callerOf(c.req.header("CF-Connecting-IP")));
    return null;
  } catch (fault) {
    if (!(fault instanceof TooOften)) throw fault;
    const answer = await entryPage({ code: "", fault: fault.message, status: 429 });
    answer.headers.set("Retry-After", String(fault.retryS));
    return answer;
  }
}

const questionOf = ({ code, device, app }: Omit<Asked, "person">): string =>
  JSON.stringify(["activate", code, app.client_id, device.scopes]);

async function ask(c: Context<App>, asked: Asked): Promise<Response> {
  const { person, code, device, app } = asked;
  return consentPage({
    appName: app.name,
    userName: person.user.display_name,
    scopes: device.scopes.split(" "),
    action: "/activate",
    fields: { [USER_CODE]: code, [PROOF]: await formToken(await formKeyOf(c), questionOf(asked)) },
    note: html`<p>Allow this only if your device shows the code</p><p class="code">${renderUserCode(code)}</p>`,
  });
}

async function decide(
  c: Context<App>,
  asked: Asked & { readonly decision: string; readonly proof: string },
): Promise<Response> {
  const { person, code, decision, proof } = asked;
  if (!(await isFormToken(await formKeyOf(c), questionOf(asked), proof))) {
    return refusalPage("The answer does not belong to a question of ours. Enter the code again.", 403);
  }
  if (decision !== ALLOW && decision !== DENY) return refusalPage("The answer is neither yes nor no.", 400);
  const now = Date.now();
  const isDone =
    decision === ALLOW ? await allowDevice(c.env.DB, code, person.user.id, now) : await denyDevice(c.env.DB, code, now);
  if (!isDone) return refusalPage("The device has waited too long. Let it show a new code.", 404);
  return donePage(decision === ALLOW);
}
