import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { app } from "./app.ts";

test("the front page is what the assets hold, whatever the query", async () => {
  const asked: string[] = [];
  const assets = {
    fetch: async (request: Request) => {
      asked.push(`${request.method} ${request.url}`);
      return new Response("<title>Rill</title>", {
        headers: { "Cache-Control": "public, max-age=0, must-revalidate" },
      });
    },
    connect: env.ASSETS.connect,
  };
  const page = await app.fetch(
    new Request("https://rill.test/?channel=ada"),
    { ...env, ASSETS: assets },
    createExecutionContext(),
  );
  expect([page.status, page.headers.get("Cache-Control"), await page.text(), asked]).toEqual([
    200,
    "public, max-age=0, must-revalidate",
    "<title>Rill</title>",
    ["GET https://rill.test/?channel=ada"],
  ]);
});
