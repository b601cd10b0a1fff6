import { expect, test } from "vitest";
import { MAX_OUTBOUND_LENGTH, outboundFault } from "./outbound-address.ts";

test.each(["https://bot.dev/callback", "https://bot.dev:443/", "https://bot.dev./x?y=1", "https://xn--bcher-kva.de/"])(
  "%s may be called",
  (address) => {
    expect(outboundFault(address, false)).toBe(null);
  },
);

test.each([
  ["http://bot.dev/", "the address must begin with https://"],
  ["ftp://bot.dev/", "the address must begin with https://"],
  ["https://bot.dev:8443/", "the address must be on port 443"],
  ["https://user@bot.dev/", "the address may hold no user name or password"],
  ["https://:word@bot.dev/", "the address may hold no user name or password"],
  ["https://bot.dev/#part", "the address may hold no fragment"],
  ["bot.dev", "this is no address"],
  ["", "this is no address"],
])("%s may not: %s", (address, why) => {
  expect(outboundFault(address, false)).toBe(why);
});

test.each([
  ...["localhost", "a.localhost", "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0", "10.0.0.1"],
  ...[
    "192.168.1.1",
    "169.254.169.254",
    "8.8.8.8",
    "127.0.0.1.",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[fd00::1]",
    "[fe80::1]",
  ],
  ...["printer", "printer.local", "db.internal", "nas.lan", "router.home.arpa", "x.onion", "metadata.internal."],
])("https://%s/ is not on the public network by name", (host) => {
  expect(outboundFault(`https://${host}/`, false)).toBe("the address must name a host on the public network");
});

test("an address has so many characters and not one more", () => {
  const address = `https://bot.dev/${"x".repeat(MAX_OUTBOUND_LENGTH - "https://bot.dev/".length)}`;
  expect([outboundFault(address, false), outboundFault(`${address}x`, false)]).toEqual([
    null,
    `the address has more than ${MAX_OUTBOUND_LENGTH} characters`,
  ]);
});

test("in development programs of this machine may be called, on any port, and nothing else more", () => {
  const addresses = ["http://127.0.0.1:3000/x", "http://localhost:1/", "https://[::1]:9/", "http://10.0.0.1/"];
  expect(addresses.map((address) => outboundFault(address, true))).toEqual([
    ...[null, null, null],
    "the address must begin with https://",
  ]);
});
