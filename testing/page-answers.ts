/** What a site might say, for tests of the pages: a channel, a category, an account, each whole. */
import type { AuthState } from "#protocol/accounts/credentials.ts";
import type { Me } from "#protocol/accounts/me.ts";
import type { ChannelState } from "#protocol/channel/channel.ts";
import type { Category } from "#protocol/discovery/category.ts";
import type { Account } from "#protocol/users/user.ts";

export const channelNamed = (login: string, change: Partial<ChannelState> = {}): ChannelState => ({
  ...{
    id: "7",
    login,
    displayName: login,
    title: `A broadcast of ${login}`,
    state: "live",
    live: true,
    viewers: 12_345,
  },
  ...{
    broadcastId: "70",
    startedAt: "2026-11-20T09:00:00Z",
    category: null,
    tags: [],
    language: null,
    mature: false,
    labels: [],
  },
  ...{ latencyMode: "low", followers: 41, description: "", avatar: "", banner: null, still: null },
  ...change,
});

export const resting = { state: "offline", live: false, broadcastId: null, startedAt: null, viewers: 0 } as const;

export const categoryNamed = (name: string, change: Partial<Category> = {}): Category => ({
  ...{ id: "5", name, slug: name.toLowerCase().replaceAll(" ", "-"), boxArt: "/images/categories/5.svg", igdbId: null },
  ...{ viewers: 900, liveChannels: 2 },
  ...change,
});

export const ada: Account = {
  ...{ id: "1", login: "ada", displayName: "Ada Lovelace", colour: null, staff: false, guest: false },
};

export const meOfAda: Me = {
  ...ada,
  ...{ description: "", language: null, email: "ada@example.com", hasPassword: true, twoFactor: false },
  ...{ createdAt: 1_700_000_000_000, renameFrom: null, channel: { id: "1", login: "ada", title: "" } },
};

export const nobody: AuthState = { state: "nobody", providers: [], turnstile: null, suggestion: null };
