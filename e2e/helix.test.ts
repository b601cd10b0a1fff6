/** Journey: Twitch's API library, pointed at Rill as at Twitch's test server, reads, moderates and talks, and understands every answer. */
import { ApiClient } from "@twurple/api";
import { StaticAuthProvider } from "@twurple/auth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApi } from "#scripts/stack/api.ts";
import { createWorld, until, type World } from "./world.ts";

const SCOPES = [
  "channel:manage:broadcast",
  "channel:manage:moderators",
  "channel:manage:vips",
  "channel:read:vips",
  "channel:read:polls",
  "channel:read:stream_key",
  "channel:read:subscriptions",
  "moderation:read",
  "moderator:manage:announcements",
  "moderator:manage:automod_settings",
  "moderator:read:automod_settings",
  "moderator:manage:banned_users",
  "moderator:manage:blocked_terms",
  "moderator:read:blocked_terms",
  "moderator:manage:chat_messages",
  "moderator:manage:chat_settings",
  "moderator:read:chat_settings",
  "moderator:read:chatters",
  "moderator:manage:shield_mode",
  "moderator:read:shield_mode",
  "moderator:read:followers",
  "user:manage:chat_color",
  "user:read:follows",
  "user:write:chat",
];

/** Whose tokens the operator makes. */
const CLIENT_ID = "operator";

let world: World;
let twitch: ApiClient;
let alpha = "";
let bob = "";

beforeAll(async () => {
  world = await createWorld();
  const key = await world.createKey("alpha");
  const api = createApi(world.stack.url, world.stack.operatorToken);
  bob = (await api.createUser({ login: "bob" })).id;
  const created = await api.createToken("alpha", { scopes: SCOPES });
  alpha = created.id;
  process.env["TWURPLE_MOCK_API_PORT"] = new URL(world.stack.url).port;
  twitch = new ApiClient({ authProvider: new StaticAuthProvider(CLIENT_ID, created.token) });
  world.publish(key);
  await until("alpha is live", 30_000, async () => (await world.channel("alpha")).state === "live");
});
afterAll(async () => {
  delete process.env["TWURPLE_MOCK_API_PORT"];
  await world?.end();
});

describe("twurple", () => {
  it("finds people, channels and streams", async () => {
    const user = await twitch.users.getUserByName("alpha");
    expect([user?.id, user?.displayName, user?.creationDate instanceof Date]).toEqual([alpha, "alpha", true]);
    expect(await twitch.users.getUserByName("nobody_at_all")).toBe(null);
    await twitch.channels.updateChannelInfo(alpha, { title: "Engines", gameId: "5", language: "en", tags: ["Maths"] });
    const channel = await twitch.channels.getChannelInfoById(alpha);
    expect([channel?.title, channel?.gameName, channel?.language, channel?.tags]).toEqual([
      "Engines",
      "Science & Technology",
      "en",
      ["Maths"],
    ]);
    await until(
      "the directory has it",
      10_000,
      async () => (await twitch.streams.getStreamByUserName("alpha")) !== null,
    );
    const stream = await twitch.streams.getStreamByUserId(alpha);
    expect([stream?.userName, stream?.title, stream?.type, stream?.gameId]).toEqual(["alpha", "Engines", "live", "5"]);
    expect(stream?.getThumbnailUrl(320, 180)).toContain("320x180");
    expect((await twitch.streams.getStreams({ game: "5" })).data.map(({ userName }) => userName)).toEqual(["alpha"]);
    expect((await twitch.games.getTopGames()).data.map(({ name }) => name)).toEqual(["Science & Technology"]);
    expect((await twitch.games.getGameByName("Chess"))?.id).toBe("18");
  });

  it("searches, and goes through pages", async () => {
    const found = await twitch.search.searchChannels("alph");
    expect(found.data.map(({ name, isLive }) => [name, isLive])).toEqual([["alpha", true]]);
    const categories = await twitch.search.searchCategories("pok", { limit: 3 });
    expect([categories.data.length, typeof categories.cursor]).toEqual([3, "string"]);
    const all = await twitch.search.searchCategoriesPaginated("pokemon").getAll();
    expect(all.length).toBeGreaterThan(5);
  });

  it("sets up a chat and talks in it", async () => {
    const changed = await twitch.chat.updateSettings(alpha, { slowModeEnabled: true, slowModeDelay: 5 });
    expect([changed.slowModeEnabled, changed.slowModeDelay, changed.nonModeratorChatDelayEnabled]).toEqual([
      true,
      5,
      false,
    ]);
    expect((await twitch.chat.getSettings(alpha)).slowModeDelay).toBe(5);
    await twitch.chat.updateSettings(alpha, { slowModeEnabled: false });
    const sent = await twitch.chat.sendChatMessage(alpha, "hello from a program");
    expect([sent.isSent, sent.id.startsWith(`${alpha}-`)]).toEqual([true, true]);
    await twitch.chat.sendAnnouncement(alpha, { message: "news", color: "green" });
    await twitch.chat.setColorForUser(alpha, "sea_green");
    expect(await twitch.chat.getColorForUser(alpha)).toBe("#2E8B57");
    const emotes = await twitch.chat.getGlobalEmotes();
    const image = await fetch(emotes[0]?.getImageUrl(1) ?? "");
    expect([emotes.length > 0, image.status]).toEqual([true, 200]);
    expect((await twitch.chat.getGlobalBadges()).map(({ id }) => id)).toContain("subscriber");
    await twitch.moderation.deleteChatMessages(alpha, sent.id);
  });

  it("moderates", async () => {
    await twitch.moderation.banUser(alpha, { user: bob, duration: 60, reason: "a reason" });
    const banned = await twitch.moderation.getBannedUsers(alpha);
    expect(banned.data.map(({ userName, reason, expiryDate }) => [userName, reason, expiryDate !== null])).toEqual([
      ["bob", "a reason", true],
    ]);
    await twitch.moderation.unbanUser(alpha, bob);
    await twitch.moderation.addModerator(alpha, bob);
    expect((await twitch.moderation.getModerators(alpha)).data.map(({ userName }) => userName)).toEqual(["bob"]);
    expect(await twitch.moderation.checkUserMod(alpha, bob)).toBe(true);
    await twitch.moderation.removeModerator(alpha, bob);
    await twitch.channels.addVip(alpha, bob);
    expect((await twitch.channels.getVips(alpha)).data.map(({ name }) => name)).toEqual(["bob"]);
    await twitch.channels.removeVip(alpha, bob);
    const [term] = await twitch.moderation.addBlockedTerm(alpha, "forbidden");
    expect((await twitch.moderation.getBlockedTerms(alpha)).data.map(({ text }) => text)).toEqual(["forbidden"]);
    await twitch.moderation.removeBlockedTerm(alpha, alpha, term?.id ?? "");
    expect((await twitch.moderation.getBlockedTerms(alpha)).data).toEqual([]);
    const [settings] = await twitch.moderation.getAutoModSettings(alpha);
    // The library says null for level 0.
    expect([settings?.overallLevel, settings?.swearing]).toEqual([null, 0]);
    expect((await twitch.moderation.updateShieldModeStatus(alpha, true)).isActive).toBe(true);
    expect((await twitch.moderation.updateShieldModeStatus(alpha, false)).isActive).toBe(false);
  });

  it("reads followers and subscribers, and is told what is not there", async () => {
    expect(await twitch.channels.getChannelFollowerCount(alpha)).toBe(0);
    expect((await twitch.channels.getFollowedChannels(alpha)).data).toEqual([]);
    expect((await twitch.subscriptions.getSubscriptions(alpha)).data).toEqual([]);
    expect((await twitch.chat.getChatters(alpha)).data).toEqual([]);
    await expect(twitch.polls.getPolls(alpha)).rejects.toMatchObject({ statusCode: 501 });
    await expect(twitch.streams.getStreamKey(alpha)).rejects.toMatchObject({ statusCode: 403 });
  });
});
