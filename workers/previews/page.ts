/** The site's one page, with the preview of what it is about in its head; and the answer to addresses that no route of the Worker has. */

import type { Context } from "hono";
import { loggable } from "#protocol/loggable.ts";
import { errorAnswer } from "../answers.ts";
import type { App, Env } from "../env.ts";
import { pageAnswer } from "../gateway/page-answer.ts";
import { escapeXml } from "../images/drawings.ts";
import { type Preview, renderTags } from "./preview.ts";
import { previewOf, type Subject, subjectOf } from "./subjects.ts";

/** The page of an address: as the assets have it, with tags when the address is a channel's or a recording's. */
export async function pageWithPreview(
  env: Pick<Env, "ASSETS" | "DB">,
  url: URL,
  own: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const subject = subjectAt(env, url.pathname);
  const page = await env.ASSETS.fetch(new URL("/", url));
  return pageAnswer(page, own, withTags(await page.text(), subject, url.origin));
}

/** A page without a preview is better than none. */
const subjectAt = (env: Pick<Env, "DB">, path: string): Promise<Subject | null> =>
  subjectOf(env.DB, path).catch((cause: unknown) => {
    console.error(`there is no preview of ${path}`, loggable(cause));
    return null;
  });

const TITLE = /<title>[^<]*<\/title>/;

/**
 * The page with its title and its preview at the end of the head. All before that goes out at once: a browser begins to load what the page
 * needs while the database is asked what it is about.
 */
function withTags(page: string, subject: Promise<Subject | null>, origin: string): ReadableStream<Uint8Array> {
  const headEnd = page.indexOf("</head>");
  const head = page.slice(0, Math.max(0, headEnd));
  const [title = ""] = TITLE.exec(head) ?? [];
  const encoder = new TextEncoder();
  return new ReadableStream({
    start: (out) => out.enqueue(encoder.encode(head.replace(title, ""))),
    pull: async (out) => {
      const about = await subject;
      const tags = about === null ? title : tagsOf(previewOf(about, origin));
      out.enqueue(encoder.encode(tags + page.slice(head.length)));
      out.close();
    },
  });
}

const tagsOf = (preview: Preview): string =>
  `<title>${escapeXml(`${preview.title} – Rill`)}</title>${renderTags(preview)}`;

/** The part of a route that tells whose address it is. */
type Route = { readonly path: string };

/**
 * What no route of the Worker has: below the addresses that it has routes under, nothing; elsewhere a file of the assets or the page, with a
 * preview for a channel.
 */
export function pageOrNothing(c: Context<App>, routes: readonly Route[]): Response | Promise<Response> {
  const nothing = (): Response => errorAnswer("not_found", "There is nothing at this address.");
  if (c.req.method !== "GET" && c.req.method !== "HEAD") return nothing();
  const url = new URL(c.req.url);
  const [, first = "", second] = url.pathname.split("/");
  if (routes.some(({ path }) => path.split("/")[1] === first)) return nothing();
  const isPage = second === undefined || second === "";
  return isPage && !first.includes(".") ? pageWithPreview(c.env, url) : c.env.ASSETS.fetch(c.req.raw);
}
