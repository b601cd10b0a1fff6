import { expect, test } from "vitest";
import { publisherAddress } from "./publisher-address.ts";

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:db8::1", "2001:db8::1"],
  ["100.63.255.255", "100.63.255.255"],
  ["172.32.0.1", "172.32.0.1"],
  ["127.0.0.1", null],
  ["::ffff:10.1.2.3", null],
  ["100.64.0.1", null],
  ["172.31.255.255", null],
  ["192.168.1.5", null],
  ["::1", null],
  ["fd12::1", null],
  ["fe80::1%eth0", null],
])("of %s is told: %s", (remote, told) => {
  expect(publisherAddress(remote)).toBe(told);
});
