import { beforeEach, describe, expect, test } from "vitest";
import { DEFAULT_MODES } from "#protocol/chat/modes.ts";
import { ALICE, AT, BOB, message, openScene } from "#testing/irc-scene.ts";
import type { IrcWorld, ScriptedClient, ScriptedRoom } from "#testing/irc-world.ts";
import { MAX_UNANSWERED } from "./limits.ts";

let world: IrcWorld;
let room: ScriptedRoom;
let alice: ScriptedClient;
let bob: ScriptedClient;

beforeEach(async () => {
  ({ world, room, alice, bob } = await openScene());
});

const privmsg = (seq: number, text: string, more = ""): string =>
  `@badge-info=;badges=moderator/1;color=#FF0000;display-name=Alice;emotes=;first-msg=0;flags=;id=987-${seq};mod=1;${more}returning-chatter=0;room-id=987;subscriber=0;tmi-sent-ts=${AT};turbo=0;user-id=123;user-type=mod :alice!alice@alice.tmi.twitch.tv PRIVMSG #room1 :${text}`;
const userstate = (more: string): string =>
  `@badge-info=;badges=moderator/1;${more};mod=1;subscriber=0;user-type=mod :tmi.twitch.tv USERSTATE #room1`;
const said = (seq: number, nonce = ""): string =>
  userstate(`${nonce}color=#FF0000;display-name=Alice;emote-sets=0;id=987-${seq}`);
const noticed = (code: string, sentence: string): string => `@msg-id=${code} :tmi.twitch.tv NOTICE #room1 :${sentence}`;

describe("a message", () => {
  test("is answered to its sender by USERSTATE, and told to everybody else", async () => {
    await alice.says("PRIVMSG #room1 :Kappa 😂 Kappa");
    expect(room.newest).toEqual({
      connection: alice.connection,
      viewer: ALICE,
      up: { kind: "send", nonce: "n1", text: "Kappa 😂 Kappa" },
    });
    room.takes(
      message(7, "Kappa 😂 Kappa", {
        emotes: [
          { id: "25", start: 0, end: 4 },
          { id: "25", start: 8, end: 12 },
        ],
      }),
    );
    expect([alice.heard(), bob.heard()]).toEqual([
      [said(7)],
      [privmsg(7, "Kappa 😂 Kappa").replace("emotes=;", "emotes=25:0-4,8-12;")],
    ]);
  });

  test("comes to its sender's other connections, and to those that have no capabilities without tags", async () => {
    const other = await world.client("alice", "alice", "#room1");
    const bare = world.connect();
    await bare.says("NICK justinfan1\r\nJOIN #room1");
    bare.heard();
    await alice.says("PRIVMSG #room1 :hi");
    room.takes(message(7, "hi"));
    expect([alice.heard(), other.heard(), bare.heard()]).toEqual([
      [said(7)],
      [privmsg(7, "hi")],
      [":alice!alice@alice.tmi.twitch.tv PRIVMSG #room1 :hi"],
    ]);
  });

  test("among others of one flush is left out for its sender only", async () => {
    const carol = message(8, "me too", {
      from: { userId: "55", login: "carol", name: "Cärol", colour: null, badges: ["vip/1", "subscriber/6"] },
      first: true,
    });
    await alice.says("PRIVMSG #room1 :hi");
    room.answer((nonce) => ({ kind: "sent", nonce, seq: 7, kept: true }));
    room.happens(message(7, "hi"), carol, message(9, "from the page"));
    const carols =
      "@badge-info=subscriber/6;badges=vip/1,subscriber/6;color=;display-name=Cärol;emotes=;first-msg=1;flags=;id=987-8;mod=0;returning-chatter=0;room-id=987;subscriber=1;" +
      `tmi-sent-ts=${AT};turbo=0;user-id=55;user-type=;vip=1 :carol!carol@carol.tmi.twitch.tv PRIVMSG #room1 :me too`;
    expect([alice.heard(), bob.heard()]).toEqual([
      [said(7), carols, privmsg(9, "from the page")],
      [privmsg(7, "hi"), carols, privmsg(9, "from the page")],
    ]);
  });

  test("brings the client's nonce back", async () => {
    await alice.says("@client-nonce=a\\:b PRIVMSG #room1 :hi");
    room.takes(message(7, "hi"));
    expect(alice.heard()).toEqual([said(7, "client-nonce=a\\:b;")]);
  });

  test("that a busy room does not show is answered all the same", async () => {
    await alice.says("PRIVMSG #room1 :hi");
    room.answer((nonce) => ({ kind: "sent", nonce, seq: null, kept: true }));
    expect(alice.heard()).toEqual([userstate("color=#FF0000;display-name=Alice;emote-sets=0")]);
    room.down({ kind: "all", frame: { kind: "sampled", shown: 50, total: 400 } });
    expect(bob.heard()).toEqual([
      noticed("sampled", "This chat is very busy: 50 of the last 400 messages were shown."),
    ]);
  });

  test.each([
    ["\x01ACTION waves\x01", "/me waves"],
    ["\x01ACTION waves", "/me waves"],
    ["\x01ACTION\x01", "/me"],
    ["\x01ACTIONS\x01", "\x01ACTIONS\x01"],
    ["/me waves", "/me waves"],
    [".timeout bob 10", ".timeout bob 10"],
    ["", ""],
  ])("%j is sent on as %j", async (text, sent) => {
    await alice.says(`PRIVMSG #room1 :${text}`);
    expect(room.newest.up).toEqual({ kind: "send", nonce: "n1", text: sent });
  });

  test("of /me is an action", () => {
    room.happens(message(7, "waves", { action: true }));
    expect(bob.heard()).toEqual([privmsg(7, "\x01ACTION waves\x01")]);
  });

  test("that answers another names it, in its tags and before its text, and moves its emotes", async () => {
    await alice.says("@reply-parent-msg-id=987-5 PRIVMSG #room1 :c Kappa");
    expect(room.newest.up).toEqual({ kind: "send", nonce: "n1", text: "c Kappa", replyTo: 5 });
    const reply = { seq: 5, userId: "42", login: "bob", name: "Bob", text: "a b;" };
    room.takes(message(7, "c Kappa", { reply, emotes: [{ id: "25", start: 2, end: 6 }] }));
    room.happens(message(8, "@bob yes", { reply }));
    const tags =
      "reply-parent-display-name=Bob;reply-parent-msg-body=a\\sb\\:;reply-parent-msg-id=987-5;reply-parent-user-id=42;reply-parent-user-login=bob;" +
      "reply-thread-parent-display-name=Bob;reply-thread-parent-msg-id=987-5;reply-thread-parent-user-id=42;reply-thread-parent-user-login=bob;";
    expect(bob.heard()).toEqual([
      privmsg(7, "@Bob c Kappa", tags).replace("emotes=;", "emotes=25:7-11;"),
      privmsg(8, "@bob yes", tags),
    ]);
  });

  test.each(["988-5", "5", "x", "987-"])("cannot answer %j, which is no message of this channel", async (id) => {
    await alice.says(`@reply-parent-msg-id=${id} PRIVMSG #room1 :c`);
    expect(alice.heard()).toEqual([noticed("reply_gone", "The message that you answer is not there.")]);
  });

  test("to a channel that one has not joined is sent, and told to those who have", async () => {
    const writer = await world.client("alice", "alice");
    await writer.says("PRIVMSG #room1 :hi");
    room.takes(message(7, "hi"));
    expect([writer.heard(), alice.heard(), bob.heard()]).toEqual([[said(7)], [privmsg(7, "hi")], [privmsg(7, "hi")]]);
    expect(writer.session.channels).toEqual([]);
  });

  test("that is refused says why, with Twitch's code", async () => {
    await alice.says("PRIVMSG #room1 :hi");
    const refused = "You are timed out for 10 more seconds.";
    room.answer((nonce) => ({ kind: "refused", nonce, code: "msg_timedout", message: refused, retryMs: 10_000 }));
    expect(alice.heard()).toEqual([noticed("msg_timedout", refused)]);
    room.down({
      kind: "user",
      userId: "123",
      frame: {
        kind: "refused",
        nonce: null,
        code: "msg_rejected_mandatory",
        message: "It was not allowed.",
        retryMs: null,
      },
    });
    expect([alice.heard(), bob.heard()]).toEqual([[noticed("msg_rejected_mandatory", "It was not allowed.")], []]);
  });

  test.each([
    [
      "PRIVMSG #nobody :hi",
      "@msg-id=msg_channel_suspended :tmi.twitch.tv NOTICE #nobody :This channel does not exist or has been suspended.",
    ],
    ["PRIVMSG room1 :hi", ":tmi.twitch.tv 403 alice room1 :No such channel"],
    ["PRIVMSG", ":tmi.twitch.tv 403 alice * :No such channel"],
    ["PRIVMSG #room1,#room2 :hi", ":tmi.twitch.tv 403 alice #room1,#room2 :No such channel"],
  ])("%j goes nowhere", async (line, answer) => {
    await alice.says(line);
    expect(alice.heard()).toEqual([answer]);
  });

  test("of a token that may not write is refused here", async () => {
    world.account("reader", BOB, false);
    const reader = await world.client("reader", "bob", "#room1");
    await reader.says("PRIVMSG #room1 :hi");
    expect([reader.heard(), room.lines]).toEqual([
      [noticed("no_permission", "Your access token lacks the scope chat:edit.")],
      [],
    ]);
  });

  test("waits unanswered with so many others, and one more is refused", async () => {
    for (let sent = 0; sent < MAX_UNANSWERED; sent++) await alice.says("PRIVMSG #room1 :hi");
    expect([alice.heard(), room.lines.length]).toEqual([[], MAX_UNANSWERED]);
    await alice.says("PRIVMSG #room1 :hi");
    expect(alice.heard()).toEqual([noticed("msg_ratelimit", "Your messages are being sent too quickly.")]);
  });

  test("and the one after it keep their order while a channel is looked up", async () => {
    const writer = await world.client("alice", "alice");
    await Promise.all([
      writer.says("PRIVMSG #room2 :one"),
      writer.says("PRIVMSG #room1 :two"),
      writer.says("PRIVMSG #room2 :three"),
    ]);
    expect(world.room("988").lines.map(({ up }) => (up.kind === "send" ? up.text : up.kind))).toEqual(["one", "three"]);
  });
});

describe("when the link to the room is lost", () => {
  test("everyone hears what was missed, and the sender not its own", async () => {
    await alice.says("PRIVMSG #room1 :hi");
    room.history = [message(7, "hi"), message(8, "from the page"), { kind: "clear", seq: 9, at: AT }];
    const unanswered = room.newest;
    room.breaks();
    const cleared = `@room-id=987;tmi-sent-ts=${AT} :tmi.twitch.tv CLEARCHAT #room1`;
    expect([alice.heard(), bob.heard(), room.helloAfter]).toEqual([
      [cleared],
      [privmsg(7, "hi"), privmsg(8, "from the page"), cleared],
      [null, 0],
    ]);
    // The line was sent again, and is the same message.
    expect(room.lines.map(({ up }) => up.nonce)).toEqual(["n1", "n1"]);
    room.answer((nonce) => ({ kind: "sent", nonce, seq: 7, kept: true }), unanswered);
    expect(alice.heard()).toEqual([said(7), privmsg(8, "from the page")]);
  });

  test("modes that changed meanwhile are told", async () => {
    room.modes = { ...DEFAULT_MODES, slowSeconds: 10 };
    room.breaks();
    expect(bob.heard()).toEqual([
      "@room-id=987;slow=10 :tmi.twitch.tv ROOMSTATE #room1",
      noticed("slow_on", "This room is now in slow mode. You may send messages every 10 seconds."),
    ]);
  });

  test("a room that cannot be reached says so in its place", async () => {
    room.isOpen = false;
    world.gateway.linked((rooms) => rooms.closed("987"));
    await alice.says("PRIVMSG #room1 :hi");
    world.now += 20_000;
    world.gateway.linked((rooms) => rooms.wake("987"));
    expect(alice.heard()).toContain(
      noticed("unavailable", "The chat cannot be reached right now. Try again in a moment."),
    );
  });
});

test("who only talks to a channel is let go after a while, and its link ends", async () => {
  const writer = await world.client("alice", "alice");
  await writer.says("PRIVMSG #room2 :hi");
  world.room("988").answer((nonce) => ({ kind: "sent", nonce, seq: 7, kept: true }));
  expect(world.gateway.snapshot().rooms).toBe(2);
  world.gateway.round();
  world.now += 60_000;
  world.gateway.linked((rooms) => rooms.wake("988"));
  expect(world.gateway.snapshot().rooms).toBe(1);
});
