/** The question whether an app may do what it asks for. Draws only; who asks and what follows is decided elsewhere. */
import { html } from "hono/html";
import { scopeSentences } from "#protocol/oauth/scopes.ts";
import { type Markup, page } from "./page.ts";

export type Question = {
  readonly appName: string;
  /** Of the account that the app would speak for. */
  readonly userName: string;
  readonly scopes: readonly string[];
  /** Where the answer goes, as an address of this site. */
  readonly action: string;
  /** Hidden fields of the form. */
  readonly fields: Readonly<Record<string, string>>;
  /** What the person should know of where the app is. */
  readonly note: Markup;
};

/** The names of the form's field and its answers. */
export const DECISION = "decision";
export const ALLOW = "allow";
export const DENY = "deny";

export function consentPage({ appName, userName, scopes, action, fields, note }: Question): Promise<Response> {
  const sentences = scopeSentences(scopes);
  const rights =
    sentences.length === 0
      ? html`<p>It will know who you are on Rill, and be able to do nothing in your name.</p>`
      : html`<p>It will know who you are on Rill, and be able to</p><ul>${sentences.map((words) => html`<li>${words}</li>`)}</ul>`;
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return page(
    `Let ${appName} in?`,
    html`<h1>Let ${appName} use your account?</h1>
<p>You are signed in as <strong>${userName}</strong>.</p>
${rights}
${note}
<form method="post" action="${action}">${hidden}
<div class="row"><button name="${DECISION}" value="${DENY}">Cancel</button>
<button class="primary" name="${DECISION}" value="${ALLOW}">Allow</button></div>
</form>
<p class="dim">You can take this back at any time in your settings.</p>`,
  );
}
