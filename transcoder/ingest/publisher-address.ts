/** Which address stands for one publisher, so that the Worker can count what it tries. Pure. */
import { BlockList } from "node:net";

/** Addresses behind which many may stand: those of a proxy in front of the node, and of its own network. */
const SHARED = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const) {
  SHARED.addSubnet(network, prefix, "ipv4");
}
for (const [network, prefix] of [
  ["::1", 128],
  ["fc00::", 7],
  ["fe80::", 10],
] as const) {
  SHARED.addSubnet(network, prefix, "ipv6");
}

/** As a socket names it; null when it says nothing of who it is. */
export function publisherAddress(remoteAddress: string): string | null {
  // A socket for both kinds of addresses writes those of the older kind so.
  const address = remoteAddress.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  return SHARED.check(address, address.includes(":") ? "ipv6" : "ipv4") ? null : address;
}
