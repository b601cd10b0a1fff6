/**
 * Where requests may go whose address somebody else has chosen: callbacks of programs, endpoints of pushes. Only to names on the public
 * network, by https, so that nobody makes us knock at doors that only we can reach. What a name resolves to is the runtime's to check: it
 * does not reach private networks. Pure.
 */

/** Characters of such an address, at most. */
export const MAX_OUTBOUND_LENGTH = 1024;

/** Ends of names that mean something only inside a network (RFC 6761, 6762, 8375, ICANN's .internal). */
const INSIDE =
  /(?:^|\.)(?:localhost|local|internal|intranet|private|corp|home|lan|home\.arpa|test|invalid|example|onion)$/;
const LOOPBACK: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Why an address is refused, as a sentence; null for a good one. In development programs of this machine may be called too. */
export function outboundFault(address: string, isDevelopment: boolean): string | null {
  if (address.length > MAX_OUTBOUND_LENGTH) return `the address has more than ${MAX_OUTBOUND_LENGTH} characters`;
  const url = URL.parse(address);
  if (url === null) return "this is no address";
  if (url.username !== "" || url.password !== "") return "the address may hold no user name or password";
  if (url.hash !== "") return "the address may hold no fragment";
  if (isDevelopment && LOOPBACK.has(url.hostname) && /^https?:$/.test(url.protocol)) return null;
  if (url.protocol !== "https:") return "the address must begin with https://";
  if (url.port !== "") return "the address must be on port 443";
  return isPublicName(url.hostname) ? null : "the address must name a host on the public network";
}

/** The parser writes every IPv4 address with four numbers and every IPv6 address in brackets, however it was spelt: neither is a name. */
function isPublicName(host: string): boolean {
  const name = host.endsWith(".") ? host.slice(0, -1) : host;
  return name.includes(".") && !name.startsWith("[") && !/\.[0-9]+$/.test(name) && !INSIDE.test(name);
}
