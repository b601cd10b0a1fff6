/** The page `/activate`: a person types the code that a device shows. Draws only. */
import { html } from "hono/html";
import { USER_CODE_LENGTH } from "#protocol/oauth/lifetimes.ts";
import { page } from "./page.ts";

/** The name of the form's field. */
export const USER_CODE = "user_code";

export type Entry = {
  /** What stands in the field already. */
  readonly code: string;
  /** What was wrong with the last one; null for the first time. */
  readonly fault: string | null;
  readonly status: 200 | 400 | 404 | 429;
};

export function entryPage({ code, fault, status }: Entry): Promise<Response> {
  const wrong = fault === null ? "" : html`<p class="bad" id="fault" role="alert">${fault}</p>`;
  const described = fault === null ? "" : html` aria-invalid="true" aria-describedby="fault"`;
  return page(
    "Connect a device",
    html`<h1>Connect a device</h1>
<form method="post" action="/activate">${wrong}
<label for="code">The code that your device shows</label>
<input id="code" name="${USER_CODE}" value="${code}" autocomplete="off" autocapitalize="characters" spellcheck="false"
  maxlength="${2 * USER_CODE_LENGTH}" required${described}>
<div class="row"><button class="primary">Continue</button></div>
</form>
<p class="dim">Enter a code only from a device that is in front of you. Whoever sent you one wants into your account.</p>`,
    status,
  );
}

export const donePage = (allowed: boolean): Promise<Response> =>
  allowed
    ? page(
        "Device connected",
        html`<h1>Your device is connected</h1><p>It goes on by itself. You can close this page.</p>`,
      )
    : page("Device refused", html`<h1>The device was refused</h1><p>It gets nothing. You can close this page.</p>`);
