/**
 * The frame of the pages that the server draws itself: consent, device code, refusals. Plain HTML without a script, so that nothing on them can
 * be changed from outside; the site's colours and sizes stand in it (web/ui/tokens.css; a test compares them).
 */
import { html, raw } from "hono/html";
import { newAccessToken } from "../auth/access-token.ts";

export type Markup = ReturnType<typeof html>;

/** `light-dark`: the system chooses. */
export const TOKENS = `color-scheme: dark light;
--surface-0: light-dark(#f6f7f8, #0d0f11);
--surface-1: light-dark(#ffffff, #14171a);
--surface-2: light-dark(#eceef1, #1d2125);
--surface-3: light-dark(#dfe3e7, #292e34);
--line: light-dark(#d3d8de, #2b3138);
--line-strong: light-dark(#7d8791, #69727c);
--text: light-dark(#14181c, #eef1f3);
--text-dim: light-dark(#535d67, #9aa5af);
--accent: light-dark(#0b6b7d, #5cc8d7);
--accent-strong: light-dark(#095766, #84d9e5);
--on-accent: light-dark(#ffffff, #06222a);
--bad: light-dark(#bd2433, #ff7d85);
--space-2: 8px;
--space-3: 12px;
--space-4: 16px;
--space-6: 24px;
--size-1: 0.78125rem;
--size-2: 0.9375rem;
--size-4: 1.35rem;
--size-5: 1.62rem;
--weight-strong: 600;
--radius: 8px;
--touch: 44px;
--font: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
--font-code: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;`;

const STYLE = `:root { ${TOKENS} }
*, *::before, *::after { box-sizing: border-box; }
html { background: var(--surface-0); color: var(--text); font-family: var(--font); -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; min-height: 100dvh; padding: var(--space-4); display: grid; align-items: center; justify-items: center;
  font-size: var(--size-2); line-height: 1.45; }
main { width: min(100%, 440px); padding: var(--space-6); border: 1px solid var(--line); border-radius: var(--radius);
  background: var(--surface-1); overflow-wrap: anywhere; }
h1 { margin: 0 0 var(--space-3); font-size: var(--size-4); font-weight: var(--weight-strong); line-height: 1.25; text-wrap: balance; }
p { margin: 0 0 var(--space-3); }
ul { margin: 0 0 var(--space-4); padding: 0 0 0 var(--space-4); }
li { margin: 0 0 var(--space-2); }
.mark { margin: 0 0 var(--space-4); color: var(--text-dim); font-weight: var(--weight-strong); }
.dim { color: var(--text-dim); font-size: var(--size-1); }
.bad { color: var(--bad); }
.code { font-family: var(--font-code); font-size: var(--size-5); letter-spacing: 0.12em; }
.row { display: flex; flex-wrap: wrap; gap: var(--space-3); margin: var(--space-4) 0; }
label { display: block; margin: 0 0 var(--space-2); font-weight: var(--weight-strong); }
input { width: 100%; min-height: var(--touch); padding: 0 var(--space-3); border: 1px solid var(--line-strong);
  border-radius: var(--radius); background: var(--surface-2); color: var(--text); font-family: var(--font-code);
  font-size: var(--size-4); letter-spacing: 0.12em; text-transform: uppercase; }
button { flex: 1 1 120px; min-height: var(--touch); padding: 0 var(--space-4); border: 1px solid transparent;
  border-radius: var(--radius); background: var(--surface-2); color: var(--text); font: inherit;
  font-weight: var(--weight-strong); cursor: pointer; }
button:hover { background: var(--surface-3); }
button.primary { background: var(--accent); color: var(--on-accent); }
button.primary:hover { background: var(--accent-strong); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }`;

/**
 * Nothing is loaded, nothing runs, and no page may frame it (clickjacking). Forms may lead anywhere secure: Chromium holds what follows an answer
 * to the form to this as well, and where an app sends people on to is the app's.
 */
const policyOf = (nonce: string): string =>
  [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    "form-action 'self' https: http://localhost:* http://127.0.0.1:*",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; ");

export async function page(title: string, content: Markup, status = 200): Promise<Response> {
  const nonce = newAccessToken();
  const document = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Rill</title>
<style nonce="${nonce}">${raw(STYLE)}</style>
</head>
<body><main><p class="mark">Rill</p>${content}</main></body>
</html>
`;
  return new Response(document.toString(), {
    status,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "no-store",
      "Content-Security-Policy": policyOf(nonce),
      "X-Frame-Options": "DENY",
      // The address holds the app's state; but a form's origin must be named to this site, which "no-referrer" would prevent.
      "Referrer-Policy": "same-origin",
    },
  });
}

/** A refusal that goes to the person, since it may go nowhere else. */
export const refusalPage = (message: string, status: 400 | 403 | 404 | 429 | 503): Promise<Response> =>
  page("This did not work", html`<h1>This did not work</h1><p class="bad">${message}</p>`, status);

/** Sends the person on; what stands in an address of ours or of an app is never kept. */
export const sentTo = (location: string, status: 302 | 303 = 302): Response =>
  new Response(null, {
    status,
    headers: { Location: location, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" },
  });
