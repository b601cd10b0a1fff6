import { describe, expect, test } from "vitest";
import { MAX_SOCKETS_PER_USER } from "#protocol/chat/limits.ts";
import { IrcWorld, linesOf, viewerOf } from "#testing/irc-world.ts";

const TOKEN = "abcdefghijklmnopqrstuvwxyz0123";
const ALICE = viewerOf("123", "alice", { colour: "#FF0000" });

/** What a transcript says that should have happened, and what happened. */
async function played(transcript: string, world = withAlice()): Promise<{ played: string; as: string }> {
  return { played: await world.connect().plays(transcript), as: linesOf(transcript).join("\n") };
}

function withAlice(): IrcWorld {
  const world = new IrcWorld();
  world.account(TOKEN, ALICE);
  return world;
}

const expectPlayed = async (transcript: string, world = withAlice()): Promise<void> => {
  const result = await played(transcript, world);
  expect(result.played).toBe(result.as);
};

const GREETING = (nick: string): string => `
  S: :tmi.twitch.tv 001 ${nick} :Welcome, GLHF!
  S: :tmi.twitch.tv 002 ${nick} :Your host is tmi.twitch.tv
  S: :tmi.twitch.tv 003 ${nick} :This server is rather new
  S: :tmi.twitch.tv 004 ${nick} :-
  S: :tmi.twitch.tv 375 ${nick} :-
  S: :tmi.twitch.tv 372 ${nick} :You are in a maze of twisty passages, all alike.
  S: :tmi.twitch.tv 376 ${nick} :>`;
const GLOBAL =
  "S: @badge-info=;badges=;color=#FF0000;display-name=Alice;emote-sets=0;user-id=123;user-type= :tmi.twitch.tv GLOBALUSERSTATE";

describe("a client gets in", () => {
  test("as tmi.js does it", () =>
    expectPlayed(`
      C: CAP REQ :twitch.tv/tags twitch.tv/commands twitch.tv/membership
      S: :tmi.twitch.tv CAP * ACK :twitch.tv/tags twitch.tv/commands twitch.tv/membership
      C: PASS oauth:${TOKEN}
      C: NICK alice
      ${GREETING("alice")}
      ${GLOBAL}
      C: PING
      S: PONG
    `));

  test("as twurple does it, which waits for every answer", () =>
    expectPlayed(`
      C: CAP LS 302
      S: :tmi.twitch.tv CAP * LS :twitch.tv/commands twitch.tv/tags twitch.tv/membership
      C: CAP REQ :twitch.tv/tags twitch.tv/commands
      S: :tmi.twitch.tv CAP * ACK :twitch.tv/tags twitch.tv/commands
      C: CAP END
      C: PASS oauth:${TOKEN}
      C: NICK alice
      ${GREETING("alice")}
      ${GLOBAL}
      C: USER alice 8 * :alice
      C: PING :1732
      S: :tmi.twitch.tv PONG tmi.twitch.tv :1732
    `));

  test("as Chatterino does it, with a colon before its password and USER before the end of capabilities", () =>
    expectPlayed(`
      C: CAP REQ :twitch.tv/commands twitch.tv/tags
      S: :tmi.twitch.tv CAP * ACK :twitch.tv/commands twitch.tv/tags
      C: PASS :oauth:${TOKEN}
      C: NICK alice
      ${GREETING("alice")}
      ${GLOBAL}
      C: USER alice 0 * :alice
      C: CAP END
      C: PING chatterino/2.x
      S: :tmi.twitch.tv PONG tmi.twitch.tv :chatterino/2.x
    `));

  test("as irssi does it, whose password has no oauth: and comes while capabilities are listed", () =>
    expectPlayed(`
      C: CAP LS 302
      S: :tmi.twitch.tv CAP * LS :twitch.tv/commands twitch.tv/tags twitch.tv/membership
      C: PASS ${TOKEN}
      C: NICK alice
      C: USER alice alice localhost :Alice
      C: CAP END
      ${GREETING("alice")}
    `));

  test("under the name of its token, whatever it calls itself", () =>
    expectPlayed(`
      C: PASS oauth:${TOKEN.toUpperCase()}
      C: NICK somebody_else
      ${GREETING("alice")}
    `));

  test.each(["PASS SCHMOOPIIE", "PASS oauth:59301", "PASS"])("without account, as justinfan with %j", (pass) =>
    expectPlayed(`
      C: ${pass}
      C: NICK justinfan12345
      ${GREETING("justinfan12345")}
    `),
  );

  test("without account and without PASS, with no state of its own", () =>
    expectPlayed(`
      C: CAP REQ :twitch.tv/commands
      S: :tmi.twitch.tv CAP * ACK :twitch.tv/commands
      C: NICK JustinFan1
      ${GREETING("justinfan1")}
    `));

  test("with everything in one frame, answered by one frame", async () => {
    const client = withAlice().connect();
    await client.says(`CAP REQ :twitch.tv/tags\r\nPASS oauth:${TOKEN}\r\nNICK alice\r\nUSER alice\r\nPING :x\r\n`);
    expect(client.frames.map((frame) => frame.split("\r\n").length - 1)).toEqual([1, 8]);
    expect(client.heard().at(-1)).toBe(":tmi.twitch.tv PONG tmi.twitch.tv :x");
  });
});

describe("a client that does not get in is told in Twitch's words, and closed", () => {
  test.each([
    [`PASS oauth:${"x".repeat(30)}`, "NICK alice", "Login authentication failed"],
    ["PASS oauth:not.a.token", "NICK alice", "Improperly formatted auth"],
    ["PASS oauth:", "NICK alice", "Improperly formatted auth"],
    [`PASS ${"x".repeat(1000)}`, "NICK alice", "Improperly formatted auth"],
    [`PASS oauth:${TOKEN}`, "NICK al ice!", null],
    [`PASS oauth:${TOKEN}`, "NICK _alice", "Invalid NICK"],
    [`PASS oauth:${TOKEN}`, `NICK ${"a".repeat(26)}`, "Invalid NICK"],
    [`PASS oauth:${TOKEN}`, "NICK", "Invalid NICK"],
    ["NICK alice", "USER alice 8 * :alice", "Improperly formatted auth"],
  ])("%j and %j: %j", async (first, second, sentence) => {
    const client = withAlice().connect();
    await client.says(first);
    await client.says(second);
    const heard = client.heard();
    if (sentence === null) expect(client.closed).toBe(null);
    else expect([heard, client.closed]).toEqual([[`:tmi.twitch.tv NOTICE * :${sentence}`], [1000, sentence]]);
  });

  test("when too many wrong tokens came from there", async () => {
    const world = new IrcWorld();
    world.accounts.set(TOKEN, { outcome: "limited" });
    const client = world.connect();
    await client.says(`PASS ${TOKEN}\r\nNICK alice`);
    expect([client.heard(), client.closed]).toEqual([
      [":tmi.twitch.tv NOTICE * :Login unsuccessful"],
      [1000, "Login unsuccessful"],
    ]);
  });

  test("without a word when accounts cannot be looked up, since it should come back", async () => {
    const world = new IrcWorld();
    world.accounts.set(TOKEN, { outcome: "unavailable" });
    const client = world.connect();
    await client.says(`PASS ${TOKEN}\r\nNICK alice`);
    expect([client.heard(), client.closed]).toEqual([[], [1013, "accounts cannot be looked up right now"]]);
  });

  test("beyond the sockets that one user may have", async () => {
    const world = withAlice();
    for (let socket = 0; socket < MAX_SOCKETS_PER_USER; socket++) {
      expect((await world.client(TOKEN, "alice")).closed).toBe(null);
    }
    const client = world.connect();
    await client.says(`PASS ${TOKEN}\r\nNICK alice`);
    expect(client.heard()).toEqual([":tmi.twitch.tv NOTICE * :Login unsuccessful"]);
  });
});

test("capabilities can be listed, given up, asked for late, and are refused together when one is none", () =>
  expectPlayed(`
    C: NICK justinfan1
    ${GREETING("justinfan1")}
    C: CAP REQ :twitch.tv/tags  twitch.tv/membership
    S: :tmi.twitch.tv CAP * ACK :twitch.tv/tags  twitch.tv/membership
    C: CAP LIST
    S: :tmi.twitch.tv CAP * LIST :twitch.tv/tags twitch.tv/membership
    C: CAP REQ :-twitch.tv/tags
    S: :tmi.twitch.tv CAP * ACK :-twitch.tv/tags
    C: CAP REQ :twitch.tv/commands sasl
    S: :tmi.twitch.tv CAP * NAK :twitch.tv/commands sasl
    C: CAP LIST
    S: :tmi.twitch.tv CAP * LIST :twitch.tv/membership
    C: CAP FOO
  `));

test("before it is in, a client is told so; what is no command is named", () =>
  expectPlayed(`
    C: JOIN #room1
    S: :tmi.twitch.tv 451 * :You have not registered
    C: PRIVMSG #room1 :hi
    S: :tmi.twitch.tv 451 * :You have not registered
    C: WHO *
    S: :tmi.twitch.tv 421 * WHO :Unknown command
    C: <script>
    S: :tmi.twitch.tv 421 * * :Unknown command
    C: PRIVMSG #room1 :${"x".repeat(1600)}
    S: :tmi.twitch.tv 417 * :Input line was too long
    C: PING
    S: PONG
  `));

test("once it is in, PASS, NICK and USER change nothing", () =>
  expectPlayed(`
    C: NICK justinfan1
    ${GREETING("justinfan1")}
    C: PASS oauth:${TOKEN}
    C: NICK alice
    C: NICK ;
    C: USER x 8 * :x
    C: CAP LS 302
    S: :tmi.twitch.tv CAP * LS :twitch.tv/commands twitch.tv/tags twitch.tv/membership
  `));

test("QUIT closes, and what follows it is nobody's", async () => {
  const client = withAlice().connect();
  await client.says("NICK justinfan1\r\nQUIT :bye\r\nPING");
  expect([client.heard().length, client.closed]).toEqual([7, [1000, "QUIT"]]);
});

test("a token is kept in no session once it was looked up", async () => {
  const client = withAlice().connect();
  await client.says(`PASS oauth:${TOKEN}`);
  expect(client.session.password).toBe(`oauth:${TOKEN}`);
  await client.says("NICK alice");
  expect(JSON.stringify(client.session)).not.toContain(TOKEN);
});
