import { beforeEach, describe, expect, test } from "vitest";
import type { DoneCode } from "#protocol/chat/codes.ts";
import type { ChatEvent } from "#protocol/chat/event.ts";
import type { Self } from "#protocol/chat/frames.ts";
import { ALICE, BOB, message, openScene } from "#testing/irc-scene.ts";
import { type IrcWorld, type ScriptedClient, type ScriptedRoom, selfOf } from "#testing/irc-world.ts";

let world: IrcWorld;
let room: ScriptedRoom;
let alice: ScriptedClient;
let bob: ScriptedClient;

beforeEach(async () => {
  ({ world, room, alice, bob } = await openScene());
});

const noticed = (code: string, sentence: string): string => `@msg-id=${code} :tmi.twitch.tv NOTICE #room1 :${sentence}`;

describe("moderation", () => {
  const cases: readonly (readonly [string, ChatEvent, readonly string[]])[] = [
    [
      "a cleared chat",
      { kind: "clear", seq: 9, at: 1 },
      ["@room-id=987;tmi-sent-ts=1 :tmi.twitch.tv CLEARCHAT #room1"],
    ],
    [
      "a timeout",
      { kind: "purge", seq: 9, at: 1, userId: "55", login: "spammer", seconds: 600 },
      ["@ban-duration=600;room-id=987;target-user-id=55;tmi-sent-ts=1 :tmi.twitch.tv CLEARCHAT #room1 :spammer"],
    ],
    [
      "a ban",
      { kind: "purge", seq: 9, at: 1, userId: "55", login: "spammer", seconds: null },
      ["@room-id=987;target-user-id=55;tmi-sent-ts=1 :tmi.twitch.tv CLEARCHAT #room1 :spammer"],
    ],
    [
      "a message deleted",
      { kind: "delete", seq: 9, at: 1, target: 5, login: "spammer" },
      ["@login=spammer;room-id=987;target-msg-id=987-5;tmi-sent-ts=1 :tmi.twitch.tv CLEARMSG #room1 :deleted text"],
    ],
    [
      "a message deleted that was long ago",
      { kind: "delete", seq: 9, at: 1, target: 4, login: "spammer" },
      ["@login=spammer;room-id=987;target-msg-id=987-4;tmi-sent-ts=1 :tmi.twitch.tv CLEARMSG #room1 :"],
    ],
    [
      "an announcement",
      {
        ...{ kind: "announcement", seq: 9, at: 1, text: "hear", emotes: [], colour: "purple" },
        from: { userId: "42", login: "bob", name: "Bob", colour: null, badges: ["broadcaster/1"] },
      },
      [
        "@badge-info=;badges=broadcaster/1;color=;display-name=Bob;emotes=;flags=;id=987-9;login=bob;mod=0;msg-id=announcement;msg-param-color=PURPLE;room-id=987;subscriber=0;system-msg=;tmi-sent-ts=1;user-id=42;user-type=;vip=0 :tmi.twitch.tv USERNOTICE #room1 :hear",
      ],
    ],
    [
      "several modes, each by itself",
      {
        kind: "modes",
        seq: 9,
        at: 1,
        changed: { slowSeconds: 10, subscribersOnly: true, shield: true, linksAllowed: false },
      },
      [
        "@room-id=987;slow=10 :tmi.twitch.tv ROOMSTATE #room1",
        noticed("slow_on", "This room is now in slow mode. You may send messages every 10 seconds."),
        "@room-id=987;subs-only=1 :tmi.twitch.tv ROOMSTATE #room1",
        noticed("subs_on", "This room is now in subscribers-only mode."),
      ],
    ],
  ];
  test.each(cases)("%s", (_, event, lines) => {
    room.happens(message(5, "deleted text"));
    bob.heard();
    room.happens(event);
    expect(bob.heard()).toEqual(lines);
  });

  test.each([
    [{ slowSeconds: 0 }, "slow=0", "slow_off", "This room is no longer in slow mode."],
    [{ followerMinutes: null }, "followers-only=-1", "followers_off", "This room is no longer in followers-only mode."],
    [{ followerMinutes: 0 }, "followers-only=0", "followers_on_zero", "This room is now in followers-only mode."],
    [{ followerMinutes: 1 }, "followers-only=1", "followers_on", "This room is now in 1 minute followers-only mode."],
    [
      { followerMinutes: 120 },
      "followers-only=120",
      "followers_on",
      "This room is now in 2 hours followers-only mode.",
    ],
    [
      { followerMinutes: 1440 },
      "followers-only=1440",
      "followers_on",
      "This room is now in 1 day followers-only mode.",
    ],
    [{ subscribersOnly: false }, "subs-only=0", "subs_off", "This room is no longer in subscribers-only mode."],
    [{ emoteOnly: true }, "emote-only=1", "emote_only_on", "This room is now in emote-only mode."],
    [{ emoteOnly: false }, "emote-only=0", "emote_only_off", "This room is no longer in emote-only mode."],
    [{ uniqueChat: true }, "r9k=1", "r9k_on", "This room is now in unique-chat mode."],
    [{ uniqueChat: false }, "r9k=0", "r9k_off", "This room is no longer in unique-chat mode."],
  ])("the modes %j", (changed, tag, code, sentence) => {
    room.happens({ kind: "modes", seq: 9, at: 1, changed });
    const tags = [tag, "room-id=987"].sort().join(";");
    expect(bob.heard()).toEqual([`@${tags} :tmi.twitch.tv ROOMSTATE #room1`, noticed(code, sentence)]);
  });
});

describe("a command", () => {
  async function commands(
    text: string,
    code: DoneCode,
    text2: string,
    users?: readonly string[],
  ): Promise<readonly string[]> {
    await alice.says(`PRIVMSG #room1 :${text}`);
    room.down({
      kind: "answer",
      connection: alice.connection,
      frame: {
        kind: "done",
        nonce: room.newest.up.nonce,
        code: code,
        message: text2,
        ...(users ? { users: [...users] } : {}),
      },
    });
    return alice.heard();
  }

  test("that was carried out says so to who gave it", async () => {
    expect(await commands("/ban bob", "ban_success", "bob has been banned.")).toEqual([
      noticed("ban_success", "bob has been banned."),
    ]);
    expect(bob.heard()).toEqual([]);
  });

  test("that asks for names is answered by names behind a colon", async () => {
    expect(await commands("/mods", "room_mods", "They are listed.", ["ada", "bob"])).toEqual([
      noticed("room_mods", "The moderators of this channel are: ada, bob"),
    ]);
    expect(await commands("/vips", "vips_success", "They are listed.", ["ada"])).toEqual([
      noticed("vips_success", "The VIPs of this channel are: ada."),
    ]);
    expect(await commands("/mods", "no_mods", "There are no moderators of this channel.")).toEqual([
      noticed("no_mods", "There are no moderators of this channel."),
    ]);
  });

  test("whose effect everybody is told of is not told of twice", async () => {
    await alice.says("PRIVMSG #room1 :/slow 10");
    room.happens({ kind: "modes", seq: 9, at: 1, changed: { slowSeconds: 10 } });
    expect(alice.heard()).toHaveLength(2);
    room.answer((nonce) => ({ kind: "done", nonce, code: "slow_on", message: "Slow mode is on." }));
    expect(alice.heard()).toEqual([]);
    expect(await commands("/clear", "clear_success", "Chat was cleared.")).toEqual([]);
    expect(await commands("/announce x", "announce_success", "It was sent.")).toEqual([]);
  });

  test("that changes nothing tells who gave it how it is", async () => {
    room.happens({ kind: "modes", seq: 9, at: 1, changed: { slowSeconds: 10 } });
    alice.heard();
    expect(await commands("/slow 10", "slow_on", "Slow mode is on.")).toEqual([
      "@room-id=987;slow=10 :tmi.twitch.tv ROOMSTATE #room1",
      noticed("slow_on", "This room is now in slow mode. You may send messages every 10 seconds."),
    ]);
    expect(await commands("/subscribers", "already_subs_on", "It is on.")).toEqual([
      noticed("already_subs_on", "It is on."),
    ]);
  });

  test("for one's colour may name any channel, and shows in every room", async () => {
    await alice.says("PRIVMSG #tmijs :/color #00FF00");
    const own = world.room("123");
    expect(own.newest.up).toEqual({ kind: "send", nonce: "n1", text: "/color #00FF00" });
    own.answer((nonce) => ({ kind: "done", nonce, code: "color_changed", message: "Your color has been changed." }));
    const self: Self = selfOf({ ...ALICE, colour: "#00FF00" });
    own.down({ kind: "user", userId: "123", frame: { kind: "self", self } });
    expect(alice.heard()).toEqual(["@msg-id=color_changed :tmi.twitch.tv NOTICE #tmijs :Your color has been changed."]);
    await alice.says("PRIVMSG #room1 :hi");
    expect(room.newest.viewer).toEqual({ ...ALICE, colour: "#00FF00" });
  });

  test("/disconnect closes", async () => {
    await alice.says("PRIVMSG #room1 :.disconnect");
    expect([alice.closed, room.lines]).toEqual([[1000, "disconnect"], []]);
  });

  test("that changes what somebody is here is told to their connections", () => {
    room.down({
      kind: "user",
      userId: "42",
      frame: { kind: "self", self: selfOf(BOB, { badges: ["vip/1"], role: "vip" }) },
    });
    expect([bob.heard(), alice.heard()]).toEqual([
      [
        "@badge-info=;badges=vip/1;color=;display-name=Bob;emote-sets=0;mod=0;subscriber=0;user-type=;vip=1 :tmi.twitch.tv USERSTATE #room1",
      ],
      [],
    ]);
  });
});

test("the clients of an account that was deleted are ended with the next round", async () => {
  room.down({ kind: "forget", userId: "42" });
  expect(bob.closed).toBeNull();
  world.gateway.round();
  expect(bob.heard()).toContain(":tmi.twitch.tv NOTICE * :Login authentication failed");
  expect([bob.closed === null, alice.closed]).toEqual([false, null]);
});
