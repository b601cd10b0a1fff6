import { webcrypto } from "node:crypto";
import { buildPushPayload } from "@block65/webcrypto-web-push";
import { expect, test } from "vitest";
import { isSubject, newVapidSettings } from "./keys.ts";

test("each pair is new, and a push can be signed with it", async () => {
  const [one, other] = [
    await newVapidSettings(webcrypto, "mailto:ops@rill.example"),
    await newVapidSettings(webcrypto, "mailto:ops@rill.example"),
  ];
  expect(one.VAPID_PUBLIC_KEY).not.toBe(other.VAPID_PUBLIC_KEY);
  expect([one.VAPID_PUBLIC_KEY.length, one.VAPID_PRIVATE_KEY.length]).toEqual([87, 43]);
  const browser = await newVapidSettings(webcrypto, "");
  const { headers } = await buildPushPayload(
    { data: "hello" },
    {
      endpoint: "https://push.example/1",
      expirationTime: null,
      keys: { p256dh: browser.VAPID_PUBLIC_KEY, auth: Buffer.alloc(16, 1).toString("base64url") },
    },
    { publicKey: one.VAPID_PUBLIC_KEY, privateKey: one.VAPID_PRIVATE_KEY, subject: one.VAPID_SUBJECT },
  );
  expect(JSON.stringify(headers)).toContain(one.VAPID_PUBLIC_KEY);
});

test("a subject is a mail address or an https address", () => {
  expect(["mailto:a@b.example", "https://rill.example/ops"].map(isSubject)).toEqual([true, true]);
  expect(["a@b.example", "mailto:", "http://rill.example", "mailto:a b@c", ""].map(isSubject)).toEqual(
    Array.from({ length: 5 }, () => false),
  );
});
