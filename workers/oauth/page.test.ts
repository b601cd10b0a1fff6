import { readFile } from "node:fs/promises";
import { html } from "hono/html";
import { expect, test } from "vitest";
import { page, refusalPage, TOKENS } from "./page.ts";

test("the colours and sizes are the site's", async () => {
  const site = await readFile(new URL("../../web/ui/tokens.css", import.meta.url), "utf8");
  const declarations = TOKENS.split("\n").map((line) => line.trim());
  expect(declarations.filter((line) => !site.includes(line))).toEqual([]);
});

test("what stands in a page is text, whatever it holds", async () => {
  const text = `<script>alert("1")</script>`;
  const body = await (await page(text, html`<h1>${text}</h1><input value="${text}">`)).text();
  expect(body).not.toContain("<script");
  expect(body).toContain("<h1>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;</h1>");
});

test("a page loads nothing, runs nothing, is framed nowhere and kept nowhere", async () => {
  const [first, second] = await Promise.all([refusalPage("no", 400), refusalPage("no", 400)]);
  const headers = Object.fromEntries([...first.headers].filter(([name]) => name !== "content-security-policy"));
  expect([first.status, headers]).toEqual([
    400,
    {
      "cache-control": "no-store",
      "content-type": "text/html; charset=utf-8",
      "referrer-policy": "same-origin",
      "x-frame-options": "DENY",
    },
  ]);
  const [policy = "", another = ""] = [first, second].map(
    (answer) => answer.headers.get("Content-Security-Policy") ?? "",
  );
  expect(policy).toMatch(
    /^default-src 'none'; style-src 'nonce-[a-z0-9]{30}'; form-action 'self' https: http:\/\/localhost:\* http:\/\/127\.0\.0\.1:\*; frame-ancestors 'none'; base-uri 'none'$/,
  );
  expect(policy).not.toBe(another);
  const nonce = /'nonce-([a-z0-9]+)'/.exec(policy)?.[1] ?? "none";
  expect(await first.text()).toContain(`<style nonce="${nonce}">`);
});
