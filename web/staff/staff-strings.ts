/** Every word of the staff page. */
import type { FeatureName, FlagName, FlagValue } from "#protocol/flags/flag.ts";

const names: Readonly<Record<FlagName, string>> = {
  guests: "Guests",
  sign_ups: "New accounts",
  broadcasts: "New broadcasts",
  third_party_emotes: "Emotes of other sites",
  mail: "Mail",
  chat: "Chat for everybody",
  uploads: "Uploads",
  api_apps: "Apps of third parties",
  notices: "Notices",
  webhooks: "Webhooks",
  search: "Search",
  chat_relay_sockets: "Chat relays",
};

/** What is asked before a feature is taken from everyone. */
const stop: Readonly<Record<FeatureName, { readonly title: string; readonly text: string }>> = {
  guests: {
    title: "Turn guests off for everyone?",
    text: "Nobody without an account can take a name to chat any more. Guests who have one keep it.",
  },
  sign_ups: {
    title: "Stop new accounts for everyone?",
    text: "Nobody can sign up until you turn it on again. Accounts that exist are not touched.",
  },
  broadcasts: {
    title: "Stop new broadcasts for everyone?",
    text: "No channel can go live until you turn it on again. Broadcasts that are on go on.",
  },
  third_party_emotes: {
    title: "Turn off emotes of other sites for everyone?",
    text: "Every channel loses them from its chat until you turn it on again.",
  },
  mail: {
    title: "Stop all mail?",
    text: "No mail leaves the site: nobody can confirm an address or reset a password until you turn it on again.",
  },
  chat: {
    title: "Stop chat for everyone but moderators?",
    text: "In every chat only its broadcaster, its moderators and staff can write until you turn it on again.",
  },
  uploads: {
    title: "Stop all uploads?",
    text: "Nobody can upload pictures or emotes until you turn it on again. What is there stays.",
  },
  api_apps: {
    title: "Stop new apps for everyone?",
    text: "No app can be registered, and nobody can let an app in, until you turn it on again. Apps that are let in go on.",
  },
  notices: {
    title: "Stop telling followers?",
    text: "Followers do not hear of broadcasts that begin until you turn it on again, not even afterwards.",
  },
  webhooks: {
    title: "Stop all webhooks?",
    text: "Programs get no events at their addresses until you turn it on again, and what happens meanwhile is lost to them.",
  },
  search: {
    title: "Turn search off for everyone?",
    text: "Nobody can search until you turn it on again. Lists of channels and categories go on.",
  },
};

const channelCount = (count: number): string => (count === 1 ? "1 channel" : `${count} channels`);

/** A value in a few words. */
function valueWords(value: FlagValue | null): string {
  if (value === null) return "default";
  if ("value" in value) return String(value.value);
  if (!value.on) return "off";
  const out = value.except === undefined ? "" : `, not for ${channelCount(value.except.length)}`;
  if (value.percent >= 100) return `on${out}`;
  const named = value.channels.length === 0 ? "" : ` and ${channelCount(value.channels.length)}`;
  return `on for ${value.percent}%${named}${out}`;
}

export const staffStrings = {
  title: "Site settings",
  text: "They hold for the whole site. A change is seen everywhere within some seconds.",
  loading: "Loading",
  failedTitle: "The settings did not load",
  failedText: "Check your connection and try again.",
  refusedTitle: "For staff only",
  refusedText: "Only staff of this site see and change its settings.",
  home: "Home",
  noAnswer: "Nothing was changed for certain: the site did not answer. Try again.",
  saved: (name: FlagName) => `${names[name]}: saved.`,

  names,
  stop,
  valueWords,
  stopAction: "Turn off",
  now: "Now",
  default: "Default",
  unset: "none",
  onFor: (name: string) => `${name} on`,
  offHint: "Off for everyone.",
  reset: "Back to default",
  resetOf: (name: string) => `${name}: back to default`,
  save: "Save",
  lastBy: (login: string) => `Last changed by ${login}`,
  never: "No change is remembered.",

  percent: "Share of channels, percent",
  percentHint: "The same channels stay in it as it grows.",
  percentError: "A share is a number from 0 to 100.",
  named: {
    title: "Channels that have it whatever the share",
    none: "None are named.",
    add: "Add a channel",
    action: "Add",
  },
  leftOut: {
    title: "Channels that do not have it, whatever else is said",
    none: "None are left out.",
    add: "Leave a channel out",
    action: "Leave out",
  },
  channelId: (id: string) => `Channel ${id}`,
  addHint: "By its login; it holds once you save.",
  remove: "Remove",
  removeOf: (name: string) => `Remove ${name}`,
  badLogin: "A login has 1 to 25 letters, digits and underscores.",
  noChannel: (login: string) => `There is no channel ${login}.`,
  tooMany: (most: number) => `At most ${most} channels can be named.`,

  number: (min: string, max: string) => `Number, from ${min} to ${max}`,
  numberError: (min: string, max: string) => `It must be a whole number from ${min} to ${max}.`,

  log: "Changes",
  logEmpty: "Nothing has been changed yet.",
  by: (login: string) => `by ${login}`,
  fromTo: (from: FlagValue | null, to: FlagValue | null) => `${valueWords(from)} → ${valueWords(to)}`,
};
