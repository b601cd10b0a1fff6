import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { signatureOf } from "./webhook.ts";

test.each(["0123456789", "ASCII: ~!", "x".repeat(100)])(
  "a message is signed by HMAC-SHA256 over id, time and body: %s",
  async (secret) => {
    const [id, time, body] = ["e1.s1", "2026-11-20T10:00:00.250000000Z", '{"name":"Ünï 😂"}'];
    const expected = createHmac("sha256", secret).update(`${id}${time}${body}`).digest("hex");
    expect(await signatureOf(secret, id, time, body)).toBe(`sha256=${expected}`);
  },
);
