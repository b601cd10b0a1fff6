import { beforeEach, describe, expect, test } from "vitest";
import { DEFAULT_MODES } from "#protocol/chat/modes.ts";
import { IrcWorld, linesOf, selfOf, viewerOf } from "#testing/irc-world.ts";
import {
  JOIN_WINDOW_MS,
  LINE_WINDOW_MS,
  MAX_CHANNELS,
  MAX_JOINS,
  MAX_LINES,
  MAX_WAITING_LINES,
  PING_MS,
} from "./limits.ts";
import { openSession, parseSession } from "./session.ts";

const ALICE = viewerOf("123", "alice", { colour: "#FF0000" });
const USERSTATE =
  "@badge-info=;badges=moderator/1;color=#FF0000;display-name=Alice;emote-sets=0;mod=1;subscriber=0;user-type=mod :tmi.twitch.tv USERSTATE #room1";
const ROOMSTATE =
  "@emote-only=0;followers-only=-1;r9k=0;room-id=987;slow=0;subs-only=0 :tmi.twitch.tv ROOMSTATE #room1";
const SUSPENDED = (login: string): string =>
  `@msg-id=msg_channel_suspended :tmi.twitch.tv NOTICE #${login} :This channel does not exist or has been suspended.`;

let world: IrcWorld;
beforeEach(() => {
  world = new IrcWorld();
  world.account("alice", ALICE);
  world.room("987").holds(selfOf(ALICE, { badges: ["moderator/1"], role: "moderator" }));
});

async function expectPlayed(client: Awaited<ReturnType<IrcWorld["client"]>>, transcript: string): Promise<void> {
  expect(await client.plays(transcript)).toBe(linesOf(transcript).join("\n"));
}

describe("joining", () => {
  test("comes in the order that clients wait for", async () => {
    await expectPlayed(
      await world.client("alice", "alice"),
      `
      C: JOIN #room1
      S: :alice!alice@alice.tmi.twitch.tv JOIN #room1
      S: :alice.tmi.twitch.tv 353 alice = #room1 :alice
      S: :alice.tmi.twitch.tv 366 alice #room1 :End of /NAMES list
      S: ${USERSTATE}
      S: ${ROOMSTATE}
      C: PART #room1
      S: :alice!alice@alice.tmi.twitch.tv PART #room1
    `,
    );
  });

  test("is one frame, and one question for a list of channels", async () => {
    const client = await world.client("alice", "alice");
    await client.says("JOIN #room1,#room2,#room1");
    world.settle();
    expect([client.heard().filter((line) => / (JOIN|ROOMSTATE) /.test(line)), world.lookups]).toEqual([
      [
        ":alice!alice@alice.tmi.twitch.tv JOIN #room1",
        ROOMSTATE,
        ":alice!alice@alice.tmi.twitch.tv JOIN #room2",
        ROOMSTATE.replace("987", "988").replace("room1", "room2"),
      ],
      1,
    ]);
  });

  test("tells all modes", async () => {
    world.room("987").modes = {
      ...DEFAULT_MODES,
      ...{ slowSeconds: 30, followerMinutes: 10, subscribersOnly: true, emoteOnly: true, uniqueChat: true },
    };
    const client = await world.client("alice", "alice");
    await client.says("JOIN #ROOM1");
    expect(client.heard().at(-1)).toBe(
      "@emote-only=1;followers-only=10;r9k=1;room-id=987;slow=30;subs-only=1 :tmi.twitch.tv ROOMSTATE #room1",
    );
  });

  test("without account has no state of its own", async () => {
    await expectPlayed(
      await world.client(null, "justinfan7"),
      `
      C: JOIN #room1
      S: :justinfan7!justinfan7@justinfan7.tmi.twitch.tv JOIN #room1
      S: :justinfan7.tmi.twitch.tv 353 justinfan7 = #room1 :justinfan7
      S: :justinfan7.tmi.twitch.tv 366 justinfan7 #room1 :End of /NAMES list
      S: ${ROOMSTATE}
      C: PRIVMSG #room1 :hi
      S: @msg-id=login_required :tmi.twitch.tv NOTICE #room1 :Log in with an access token to send messages.
    `,
    );
  });

  test("without capabilities has no tags and none of Twitch's commands", async () => {
    const client = world.connect();
    await client.says("PASS alice\r\nNICK alice");
    client.heard();
    await expectPlayed(
      client,
      `
      C: JOIN #room1
      S: :alice!alice@alice.tmi.twitch.tv JOIN #room1
      S: :alice.tmi.twitch.tv 353 alice = #room1 :alice
      S: :alice.tmi.twitch.tv 366 alice #room1 :End of /NAMES list
      C: JOIN #nobody
    `,
    );
  });

  test("a second time answers a second time", async () => {
    const client = await world.client("alice", "alice", "#room1");
    await client.says("JOIN #room1");
    expect(client.heard()).toHaveLength(5);
    expect(client.session.channels).toEqual([{ id: "987", login: "room1" }]);
  });

  test("a channel that does not exist, or a name that is none, fails", async () => {
    await expectPlayed(
      await world.client("alice", "alice"),
      `
      C: JOIN #nobody
      S: ${SUSPENDED("nobody")}
      C: JOIN #a!b,room1,#,0
      S: :tmi.twitch.tv 403 alice #a!b :No such channel
      S: :tmi.twitch.tv 403 alice room1 :No such channel
      S: :tmi.twitch.tv 403 alice # :No such channel
      S: :tmi.twitch.tv 403 alice 0 :No such channel
      C: JOIN
    `,
    );
  });

  test("fails for whoever is banned, and only there", async () => {
    world.room("987").holds(selfOf(ALICE, { banned: true }));
    const client = await world.client("alice", "alice");
    await expectPlayed(
      client,
      `
      C: JOIN #room1
      S: @msg-id=msg_banned :tmi.twitch.tv NOTICE #room1 :You are permanently banned from talking in room1.
    `,
    );
    expect(client.session.channels).toEqual([]);
  });

  test("waits for a room that is slow to say who one is", async () => {
    world.room("987").isSilent = true;
    const client = await world.client("alice", "alice");
    await client.says("JOIN #room1");
    expect(client.heard()).toEqual([]);
    world.room("987").introduce(client.connection, ALICE);
    expect(client.heard()).toHaveLength(5);
  });

  test("tells why when channels cannot be looked up, and works again afterwards", async () => {
    const client = await world.client("alice", "alice");
    world.isDirectoryDown = true;
    await client.says("JOIN #room1");
    expect(client.heard()).toEqual([
      "@msg-id=unavailable :tmi.twitch.tv NOTICE #room1 :The channel cannot be looked up right now. Try again in a moment.",
    ]);
    world.isDirectoryDown = false;
    await client.says("JOIN #room1");
    expect([client.heard().length, world.logged]).toEqual([5, ["channels could not be looked up"]]);
  });
});

describe("limits", () => {
  test("so many channels are joined in ten seconds, and no more until they are over", async () => {
    for (let number = 0; number < MAX_JOINS + 1; number++)
      world.channels.push({ id: `${2000 + number}`, login: `c${number}` });
    const client = await world.client(null, "justinfan1");
    await client.says(`JOIN ${Array.from({ length: MAX_JOINS + 1 }, (_, number) => `#c${number}`).join(",")}`);
    world.settle();
    expect(client.heard().filter((line) => line.includes("NOTICE"))).toEqual([
      "@msg-id=msg_ratelimit :tmi.twitch.tv NOTICE #c20 :You are joining too fast: 20 channels in 10 seconds at most.",
    ]);
    world.now += JOIN_WINDOW_MS;
    await client.says(`JOIN #c${MAX_JOINS}`);
    expect([client.heard().length, client.session.channels.length]).toEqual([4, MAX_JOINS + 1]);
  });

  test("a socket is in so many channels, and no more; its session fits beside it", async () => {
    const client = await world.client("alice", "alice");
    for (let number = 0; number <= MAX_CHANNELS; number++) {
      const login = `channel_with_a_long_na${number}`;
      world.channels.push({ id: `${10 ** 15 + number}`, login });
      await client.says(`JOIN #${login}`);
      world.now += JOIN_WINDOW_MS;
    }
    expect(client.heard().at(-1)).toBe(
      "@msg-id=too_many :tmi.twitch.tv NOTICE #channel_with_a_long_na100 :A connection is in 100 channels at most.",
    );
    expect(client.session.channels).toHaveLength(MAX_CHANNELS);
    expect(parseSession(client.session)).toEqual(client.session);
    expect(JSON.stringify(client.session).length).toBeLessThan(10_000);
  });

  test("so many lines are taken in half a minute, and one more closes", async () => {
    const client = world.connect();
    await client.says("NICK justinfan1");
    await client.says("PING :x\r\n".repeat(MAX_LINES - 1));
    expect([client.heard().length, client.closed]).toEqual([7 + MAX_LINES - 1, null]);
    await client.says("PING");
    expect(client.closed).toEqual([1008, "too many lines"]);
  });

  test("so many lines wait while a token is looked up, and one more closes", async () => {
    world.accounts.set("alice", new Promise(() => undefined));
    const client = world.connect();
    void client.says(`PASS alice\r\nNICK alice\r\n${"PING :x\r\n".repeat(MAX_WAITING_LINES - 2)}`);
    world.now += LINE_WINDOW_MS;
    await client.says("PING\r\nPING");
    expect(client.closed).toBe(null);
    await client.says("PING");
    expect(client.closed).toEqual([1008, "too many lines wait"]);
    expect(client.heard()).toEqual([]);
  });

  test.each([
    [null, [1008, "IRC comes in text frames"]],
    ["x".repeat(16 * 1024 + 1), [1009, "this frame is too large"]],
    ["A\n".repeat(401), [1009, "this frame is too large"]],
  ])("a frame that is none closes", async (frame, closed) => {
    const client = world.connect();
    await client.says(frame);
    expect(client.closed).toEqual(closed);
  });
});

describe("every five minutes", () => {
  test("a client is asked whether it is there, and closed when it did not answer", async () => {
    const [there, gone, newcomer] = [
      await world.client("alice", "alice"),
      await world.client(null, "justinfan1"),
      world.connect(),
    ];
    world.gateway.round();
    expect([there.heard(), gone.heard(), newcomer.heard()]).toEqual([
      ["PING :tmi.twitch.tv"],
      ["PING :tmi.twitch.tv"],
      [],
    ]);
    await there.says("PONG");
    await newcomer.says("PONG");
    world.now += PING_MS;
    world.gateway.round();
    expect([there.closed, gone.closed, newcomer.closed]).toEqual([
      null,
      [1008, "no answer to PING"],
      [1008, "no answer to PING"],
    ]);
  });

  test("a client whose token is over is told so", async () => {
    const client = await world.client("alice", "alice");
    world.now += 10_000_000;
    world.gateway.round();
    expect([client.heard(), client.closed]).toEqual([
      [":tmi.twitch.tv NOTICE * :Login authentication failed"],
      [1000, "Login authentication failed"],
    ]);
  });
});

test("after a loss of memory clients are in their channels, and hear what happens", async () => {
  const session = (await world.client("alice", "alice", "#room1")).session;
  const again = new IrcWorld();
  const client = again.connect();
  again.gateway.gone(client.connection);
  again.gateway.accept({ ...session, connection: client.connection });
  again.settle();
  again.room("987").happens({ kind: "clear", seq: 5, at: 1 });
  expect(client.heard()).toEqual(["@room-id=987;tmi-sent-ts=1 :tmi.twitch.tv CLEARCHAT #room1"]);
});

test("a link that nobody needs ends, and its room is forgotten", async () => {
  const client = await world.client("alice", "alice", "#room1");
  expect(world.gateway.snapshot()).toEqual({ clients: 1, registered: 1, rooms: 1 });
  await client.says("PART #room1");
  world.now += 60_000;
  world.gateway.linked((rooms) => rooms.wake("987"));
  expect([world.gateway.snapshot().rooms, world.room("987").isOpen]).toEqual([0, false]);
  await client.says("JOIN #room1");
  expect(client.heard().at(-1)).toBe(ROOMSTATE);
});

test("an attachment that is none of ours is no session", () => {
  expect([null, {}, { ...openSession("c", ""), channels: [{ id: "x" }] }].map(parseSession)).toEqual([
    null,
    null,
    null,
  ]);
});
