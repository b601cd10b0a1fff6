/** The reference page of the API: the OpenAPI document as one static page that needs no script. Pure. */
import { escapeHtml } from "./escape-html.ts";
import type { Described, OpenApi } from "./openapi.ts";

type Entry = { readonly method: string; readonly path: string; readonly described: Described };

export function referencePage(document: OpenApi): string {
  const entries = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]): Entry => ({ method: method.toUpperCase(), path, described })),
  );
  const groups = document.tags
    .map((tag) => ({ tag, entries: entries.filter(({ described }) => described.tags.includes(tag.name)) }))
    .filter((group) => group.entries.length > 0);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<title>Rill's API</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/docs/api.css">
</head>
<body>
<nav aria-label="Subjects"><a class="home" href="/">Rill</a><ul>
${groups.map(({ tag }) => `<li><a href="#${anchor(tag.name)}">${escapeHtml(tag.name)}</a></li>`).join("\n")}
</ul></nav>
<main>
<h1>Rill's API</h1>
<p>Every address of this page is one of this site. A machine reads the same at <a href="/openapi.json">/openapi.json</a>.
Errors have one shape: <code>{"error":{"code","message"}}</code>. <code>RateLimit-Remaining</code> says how much may still be asked in this
minute, <code>X-Request-Id</code> what to name when something goes wrong.</p>
${groups.map(({ tag, entries: ofTag }) => section(tag, ofTag)).join("\n")}
</main>
</body>
</html>
`;
}

const anchor = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

const section = (tag: OpenApi["tags"][number], entries: readonly Entry[]): string => `<section id="${anchor(tag.name)}">
<h2>${escapeHtml(tag.name)}</h2>
<p>${escapeHtml(tag.description)}</p>
${entries.map(article).join("\n")}
</section>`;

function article({ method, path, described }: Entry): string {
  const { operationId, summary, description, parameters, requestBody, responses } = described;
  const [status = "200", success] = Object.entries(responses).find(([code]) => code !== "default") ?? [];
  return `<article id="${escapeHtml(operationId)}">
<h3><a href="#${escapeHtml(operationId)}"><b class="${method.toLowerCase()}">${method}</b> <code>${escapeHtml(path)}</code></a></h3>
<p>${escapeHtml(summary)}${description === undefined ? "" : ` ${escapeHtml(description)}`}</p>
${parameters.length === 0 ? "" : table(parameters)}
${
  requestBody === undefined
    ? ""
    : Object.entries(requestBody.content)
        .map(([type, { schema }]) => details(`Body, ${type}`, schema))
        .join("")
}
${contents(success)
  .map(([type, schema]) => details(`Answer ${status}, ${type}`, schema))
  .join("")}
</article>`;
}

const table = (
  parameters: Described["parameters"],
): string => `<table><thead><tr><th>Parameter</th><th>In</th><th>Shape</th></tr></thead><tbody>
${parameters
  .map(
    ({ name, in: place, required, schema }) =>
      `<tr><td><code>${escapeHtml(name)}</code>${required ? "" : " (may be missing)"}</td><td>${escapeHtml(place)}</td><td><code>${escapeHtml(JSON.stringify(schema))}</code></td></tr>`,
  )
  .join("\n")}
</tbody></table>`;

/** A schema that says nothing is not worth a click. */
const details = (title: string, schema: unknown): string =>
  schema === undefined || JSON.stringify(schema) === "{}"
    ? `<p class="plain">${escapeHtml(title)}</p>`
    : `<details><summary>${escapeHtml(title)}</summary><pre><code>${escapeHtml(JSON.stringify(schema, null, 2))}</code></pre></details>`;

function contents(response: unknown): readonly (readonly [string, unknown])[] {
  if (typeof response !== "object" || response === null || !("content" in response)) return [];
  const { content } = response;
  if (typeof content !== "object" || content === null) return [];
  return Object.entries(content).map(([type, media]: [string, unknown]) => [
    type,
    typeof media === "object" && media !== null && "schema" in media ? media.schema : undefined,
  ]);
}
