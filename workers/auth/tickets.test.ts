import { expect, test } from "vitest";
import type { Viewer } from "#protocol/chat/viewer.ts";
import { MIN_SECRET_LENGTH, readTicket, signTicket, ticketSecret } from "./tickets.ts";

const SECRET = "a secret of more than thirty-two characters";
const viewer: Viewer = { userId: "1001", login: "ada", name: "Ädä 日", colour: null, createdAt: 5, staff: false };
const payload = { viewer, channelId: "1002", expiresAt: 1000 };
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

test("a ticket names its viewer, on its channel, until it is over", async () => {
  const ticket = await signTicket(payload, SECRET);
  // Every character may stand in Sec-WebSocket-Protocol (RFC 9110 5.6.2).
  expect(ticket).toMatch(/^[A-Za-z0-9._-]+$/);
  expect(await readTicket(ticket, "1002", SECRET, 999)).toEqual(viewer);
  expect(await readTicket(ticket, "1002", SECRET, 1000)).toBeNull();
  expect(await readTicket(ticket, "1003", SECRET, 999)).toBeNull();
});

test("a ticket that was changed or signed by another is none", async () => {
  const ticket = await signTicket(payload, SECRET);
  const [body = "", signature = ""] = ticket.split(".");
  const staff = encode({ ...payload, viewer: { ...viewer, staff: true } });
  const flipped = signature.startsWith("A") ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
  const forgeries = [
    `${staff}.${signature}`,
    `${body}.${flipped}`,
    `${body}.`,
    `.${signature}`,
    body,
    "",
    `${ticket}.`,
    `${body}.${signature.slice(1)}`,
    `${body}.${"*".repeat(43)}`,
    "x".repeat(5000),
    await signTicket(payload, `${SECRET}.`),
  ];
  expect(await Promise.all(forgeries.map((forged) => readTicket(forged, "1002", SECRET, 0)))).toEqual(
    forgeries.map(() => null),
  );
});

test("a secret that is missing or too short is not used", () => {
  const enough = "x".repeat(MIN_SECRET_LENGTH);
  expect([ticketSecret(undefined), ticketSecret(enough.slice(1)), ticketSecret(enough)]).toEqual([null, null, enough]);
});
