import { expect, test } from "vitest";
import type { OpenApi } from "./openapi.ts";
import { referencePage } from "./reference-page.ts";

const EVIL = `<script>alert("1")</script>&'`;

test("whatever a description holds is text on the page", () => {
  const document: OpenApi = {
    openapi: "3.1.0",
    info: {},
    servers: [],
    tags: [{ name: "Chat", description: EVIL }],
    components: {},
    paths: {
      [`/${EVIL}`]: {
        get: {
          operationId: EVIL,
          tags: ["Chat"],
          summary: EVIL,
          description: EVIL,
          security: [],
          parameters: [{ name: EVIL, in: EVIL, required: false, schema: { pattern: EVIL } }],
          requestBody: { required: true, content: { [EVIL]: { schema: { pattern: EVIL } } } },
          responses: { 200: { content: { [EVIL]: { schema: { pattern: EVIL } } } } },
        },
      },
    },
  };
  const html = referencePage(document);
  expect(html).not.toContain("<script");
  expect(html.split("&lt;script&gt;alert(").length).toBeGreaterThan(10);
});
