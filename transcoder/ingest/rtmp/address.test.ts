import { expect, it } from "vitest";
import { addressGroup, plainAddress } from "./address.ts";

it("shows an IPv4 address of a dual-stack socket in its own notation", () => {
  expect(["::ffff:10.0.0.1", "10.0.0.1", "::1"].map(plainAddress)).toEqual(["10.0.0.1", "10.0.0.1", "::1"]);
});

it("counts IPv4 by address and IPv6 by /64, however it is written", () => {
  const groups = [
    "10.0.0.1",
    "::ffff:10.0.0.1",
    "2001:db8:0:7::1",
    "2001:DB8:0000:7:1:2:3:4",
    "2001:db8:0:8::1",
    "fe80::1%eth0",
    "::1",
  ];
  expect(groups.map(addressGroup)).toEqual([
    "10.0.0.1",
    "10.0.0.1",
    "2001:db8:0:7::/64",
    "2001:db8:0:7::/64",
    "2001:db8:0:8::/64",
    "fe80:0:0:0::/64",
    "0:0:0:0::/64",
  ]);
});
