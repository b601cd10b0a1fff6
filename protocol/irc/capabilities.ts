/** The three capabilities of Twitch's IRC, as they are asked for and as a set of bits. */

export const TAGS = 1;
/** USERSTATE, ROOMSTATE, NOTICE, USERNOTICE, CLEARCHAT, CLEARMSG, GLOBALUSERSTATE and RECONNECT. */
export const COMMANDS = 2;
/** JOIN and PART of others, and their names in the list that one gets on joining. */
export const MEMBERSHIP = 4;

/** A set of capabilities: the sum of their bits. */
export type Capabilities = number;
export const ALL_CAPABILITIES = TAGS | COMMANDS | MEMBERSHIP;

const BITS: Readonly<Record<string, number>> = {
  "twitch.tv/commands": COMMANDS,
  "twitch.tv/tags": TAGS,
  "twitch.tv/membership": MEMBERSHIP,
};
const NAMES = Object.keys(BITS);

/** As `CAP LS` lists them. */
export const CAPABILITY_LIST = NAMES.join(" ");

export const hasCapability = (set: Capabilities, one: Capabilities): boolean => (set & one) !== 0;

/** The names of a set. */
export const capabilityNames = (set: Capabilities): string =>
  NAMES.filter((name) => hasCapability(set, BITS[name] ?? 0)).join(" ");

/** The set after a request; `-name` gives one up. Null, and nothing changes, when it asks for one that there is not. */
export function requestCapabilities(set: Capabilities, request: string): Capabilities | null {
  let result = set;
  for (const word of request.split(" ").filter((one) => one !== "")) {
    const isGivenUp = word.startsWith("-");
    const name = (isGivenUp ? word.slice(1) : word).toLowerCase();
    const bit = Object.hasOwn(BITS, name) ? BITS[name] : undefined;
    if (bit === undefined) return null;
    result = isGivenUp ? result & ~bit : result | bit;
  }
  return result;
}
