import { describe, expect, test } from "vitest";
import { type ChatEvent, encodeEvent } from "#protocol/chat/event.ts";
import { FRAME_WINDOW_MS, HISTORY_EVENTS, RELAY_GATHER_MS, RING_EVENTS } from "#protocol/chat/limits.ts";
import { DEFAULT_MODES } from "#protocol/chat/modes.ts";
import { line, lines, openRelay, RelayWorld, range, selfOf, viewer, welcome } from "#testing/relay-world.ts";
import { MAX_REWINDS } from "./relay.ts";

describe("joining", () => {
  test("a newcomer waits until the room is known and gets its newest events", () => {
    const world = new RelayWorld().connect("a").join("a").opened();
    expect(world.take("a")).toEqual([]);
    world.down(welcome({ events: lines(11, 12), chatters: 7, kept: false }));
    expect(world.seen.get("a")).toEqual([
      {
        ...{ kind: "joined", channelId: "1", seq: 12, complete: true, events: lines(11, 12).map(encodeEvent) },
        ...{ modes: DEFAULT_MODES, self: null, chatters: 7, kept: false },
      },
    ]);
  });

  test("once the room is known a join is answered by the relay itself", () => {
    const world = openRelay().connect("a").join("a");
    expect(world.take("a")).toEqual([{ seq: 20, complete: true, events: range(11, 20) }]);
    expect(world.takeSent()).toEqual([]);
  });

  test("a newcomer gets so many events, at most, without those that were hidden", () => {
    const world = openRelay(lines(1, 20));
    world.batch(20, ...lines(21, HISTORY_EVENTS + 30));
    const deleted: ChatEvent = { kind: "delete", seq: 500, at: 0, target: 130, login: "cy" };
    world
      .batch(HISTORY_EVENTS + 30, deleted)
      .connect("a")
      .join("a");
    expect(world.take("a")).toEqual([{ seq: 500, complete: true, events: [...range(31, 129), 500] }]);
  });

  test("who comes back gets what it missed, and who missed nothing gets nothing", () => {
    const world = openRelay().connect("a").join("a", 17).connect("b").join("b", 20);
    expect(world.take("a")).toEqual([{ seq: 20, complete: true, events: [18, 19, 20] }]);
    expect(world.take("b")).toEqual([{ seq: 20, complete: true, events: [] }]);
  });

  test("who saw more than the relay is not set back", () => {
    const world = openRelay().connect("a").join("a", 25);
    expect(world.take("a")).toEqual([{ seq: 25, complete: true, events: [] }]);
  });

  test("batches come after the answer, the bytes that the room sent, and not to those who have not joined", () => {
    const world = openRelay().connect("a").join("a").connect("b");
    world.take("a");
    world.batch(20, line(21), line(22));
    expect(world.take("a")).toEqual([[20, 21, 22]]);
    expect(world.take("b")).toEqual([]);
  });

  test("what the room says of itself is in later answers", () => {
    const world = openRelay([]);
    const modes: ChatEvent = { kind: "modes", seq: 30, at: 0, changed: { slowSeconds: 5, subscribersOnly: true } };
    world.batch(0, modes).down({ kind: "all", frame: { kind: "presence", chatters: 3 } });
    world
      .down({ kind: "all", frame: { kind: "kept", kept: false } })
      .connect("a")
      .join("a");
    expect(world.seen.get("a")).toMatchObject([
      { modes: { ...DEFAULT_MODES, slowSeconds: 5, subscribersOnly: true }, chatters: 3, kept: false },
    ]);
  });

  test("a viewer with an account is introduced to the room and told who it is there", () => {
    const world = openRelay().connect("a", "7").join("a");
    world.now += RELAY_GATHER_MS;
    world.run(world.relay.link("wake", world.now));
    const up = { kind: "join", moderation: false };
    expect(world.takeSent()).toEqual([{ kind: "lines", lines: [{ connection: "a", viewer: viewer("7"), up }] }]);
    world.answer("a", { kind: "self", self: selfOf("7") });
    expect(world.take("a")).toEqual([
      { seq: 20, complete: true, events: range(11, 20) },
      { kind: "self", self: selfOf("7") },
    ]);
  });
});

describe("reaching back", () => {
  test("a relay that begins asks its room for what the first of those who come back missed", () => {
    const world = new RelayWorld().connect("a").join("a", 5).connect("b").join("b", 3).connect("c").join("c").opened();
    expect(world.takeSent()).toMatchObject([{ kind: "hello", after: 3 }]);
    world.down(welcome({ events: lines(4, 9) }));
    expect(world.take("a")).toEqual([{ seq: 9, complete: true, events: [6, 7, 8, 9] }]);
    expect(world.take("b")).toEqual([{ seq: 9, complete: true, events: range(4, 9) }]);
    expect(world.take("c")).toEqual([{ seq: 9, complete: true, events: range(4, 9) }]);
  });

  test("who saw less than a young relay has makes it ask once more, and waits for that", () => {
    const world = openRelay().connect("a").join("a", 20).connect("b").join("b", 5);
    world.take("a");
    expect(world.link.splice(0)).toEqual(["disconnect", "connect"]);
    expect(world.take("b")).toEqual([]);
    expect(world.opened().takeSent()).toMatchObject([{ kind: "hello", after: 5 }]);
    world.down(welcome({ events: lines(6, 22) }));
    expect(world.take("b")).toEqual([{ seq: 22, complete: true, events: range(6, 22) }]);
    // Those who were there get only what is new.
    expect(world.take("a")).toEqual([[20, 21, 22]]);
    world.connect("c").join("c", 7);
    expect(world.take("c")).toEqual([{ seq: 22, complete: true, events: range(8, 22) }]);
  });

  test("when the room does not reach back either, that is said, and not asked again", () => {
    const world = openRelay().connect("b").join("b", 5).opened();
    world.down(welcome({ events: lines(11, 20), complete: false }));
    expect(world.take("b")).toEqual([{ seq: 20, complete: false, events: range(11, 20) }]);
    world.link.length = 0;
    world.connect("c").join("c", 4);
    expect(world.take("c")).toEqual([{ seq: 20, complete: false, events: range(11, 20) }]);
    expect(world.link).toEqual([]);
  });

  test("a relay that has as much as a room keeps does not ask", () => {
    const world = openRelay();
    for (let at = 20; at < RING_EVENTS + 100; at += 100) world.batch(at, ...lines(at + 1, at + 100));
    world.connect("a").join("a", 119).connect("b").join("b", 120);
    const newest = range(1021, 1120);
    expect(world.take("a")).toEqual([{ seq: 1120, complete: false, events: newest }]);
    expect(world.take("b")).toEqual([{ seq: 1120, complete: true, events: range(121, 1120) }]);
    expect(world.link).toEqual([]);
  });

  test("a relay asks so often, at most", () => {
    const world = openRelay(lines(101, 200));
    for (let at = 0; at < MAX_REWINDS; at++) {
      world
        .connect(`a${at}`)
        .join(`a${at}`, 90 - at)
        .opened()
        .down(welcome({ events: lines(91 - at, 200) }));
      expect(world.link.splice(0)).toEqual(["disconnect", "connect"]);
    }
    world.connect("b").join("b", 50);
    expect(world.take("b")).toEqual([{ seq: 200, complete: false, events: range(101, 200) }]);
    expect(world.link).toEqual([]);
    world.now += FRAME_WINDOW_MS;
    world.connect("c").join("c", 50);
    expect(world.link).toEqual(["disconnect", "connect"]);
  });
});

describe("a lost link", () => {
  test("what was missed comes as a batch to those who are there", () => {
    const world = openRelay().connect("a").join("a");
    world.take("a");
    expect(world.relink().takeSent()).toMatchObject([{ kind: "hello", after: 20 }]);
    world.down(welcome({ events: lines(21, 23) })).batch(23, line(30));
    expect(world.take("a")).toEqual([
      [20, 21, 22, 23],
      [23, 30],
    ]);
  });

  test("joins are answered while the room is away", () => {
    const world = openRelay();
    world.run(world.relay.link("closed", world.now)).connect("a").join("a", 18);
    expect(world.take("a")).toEqual([{ seq: 20, complete: true, events: [19, 20] }]);
  });

  test("when more was missed than the room keeps, viewers see the hole and join again", () => {
    const world = openRelay().connect("a").join("a");
    world.take("a");
    world.relink().down(welcome({ events: lines(901, 910), complete: false }));
    expect(world.take("a")).toEqual([[900, ...range(901, 910)]]);
    world.join("a", 20);
    expect(world.take("a")).toEqual([{ seq: 910, complete: false, events: range(901, 910) }]);
  });

  test("viewers hear that the room stores again", () => {
    const world = openRelay().connect("a").join("a");
    world.take("a");
    world.relink().down(welcome({ seq: 20, kept: false }));
    expect(world.take("a")).toEqual([{ kind: "kept", kept: false }]);
  });

  test("those who watch over the room are introduced again", () => {
    const world = openRelay().connect("a", "7").up("a", { kind: "join", moderation: true });
    world.answer("a", { kind: "self", self: selfOf("7", "moderator") }).relink();
    world.takeSent();
    world.down(welcome({ seq: 20 }));
    world.now += RELAY_GATHER_MS;
    world.run(world.relay.link("wake", world.now));
    const up = { kind: "join", moderation: true };
    expect(world.takeSent()).toEqual([{ kind: "lines", lines: [{ connection: "a", viewer: viewer("7"), up }] }]);
  });
});

describe("a relay that begins again", () => {
  test("gives those who stayed what they missed", () => {
    const world = new RelayWorld();
    const session = { viewer: null, moderation: false, known: false, moderates: false, frames: { since: 0, count: 0 } };
    for (const [socket, joinedAt] of [
      ["a", 15],
      ["b", 12],
      ["c", null],
    ] as const) {
      if (joinedAt !== null) world.joined.add(socket);
      world.run(world.relay.resume([{ ...session, socket, joinedAt }], world.now));
    }
    expect(world.opened().takeSent()).toMatchObject([{ kind: "hello", after: 12, sockets: 3 }]);
    world.down(welcome({ events: lines(13, 20) }));
    expect(world.take("a")).toEqual([[12, ...range(13, 20)]]);
    expect(world.take("b")).toEqual([[12, ...range(13, 20)]]);
    expect(world.take("c")).toEqual([]);
  });
});
