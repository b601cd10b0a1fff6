import { describe, expect, test } from "vitest";
import { type ChatEvent, encodeEvent, type MessageEvent, type Reply } from "#protocol/chat/event.ts";
import type { Down, Self } from "#protocol/chat/frames.ts";
import { MIN_SEND_GAP_MS } from "#protocol/chat/limits.ts";
import { DEFAULT_MODES } from "#protocol/chat/modes.ts";
import { type ChatChange, type ChatState, follows, mayWriteAt, newChat, reduceChat } from "./chat-state.ts";
import { countSince, linesOf, MAX_LINES, MAX_PAUSED_LINES, seenLines, speakers, unblockedLines } from "./lines.ts";
import { MAX_OUTBOX, unacknowledged } from "./outbox.ts";
import { mayModerate } from "./standing.ts";

const AT = 50_000;
const from = (login: string) => ({ userId: String(login.length), login, name: login, colour: null, badges: [] });
const message = (seq: number, login = "bob", more: Partial<MessageEvent> = {}): MessageEvent => ({
  ...{ kind: "message", seq, at: seq, from: from(login), text: `line ${seq}` },
  ...{ emotes: [], action: false, first: false, reply: null },
  ...more,
});
const line = (seq: number, more = {}) => ({
  ...{ kind: "message", id: String(seq), event: message(seq), gone: null, replyGone: false },
  ...more,
});
const me: Self = {
  ...{ userId: "7", login: "ada_lov", name: "Ada", colour: null, badges: [], role: "viewer" },
  ...{ staff: false, subscriber: false, timedOutUntil: null, banned: false },
};
const received = (down: Down): ChatChange => ({ kind: "received", down, at: AT });
const joined = (seq: number, events: readonly ChatEvent[], more: Partial<Down & { kind: "joined" }> = {}): ChatChange =>
  received({
    ...{ kind: "joined", channelId: "1", seq, complete: true, events: events.map(encodeEvent) },
    ...{ modes: DEFAULT_MODES, self: me, chatters: 3, kept: true },
    ...more,
  });
const batch = (previous: number, ...events: ChatEvent[]): ChatChange => ({
  kind: "batched",
  batch: { previous, first: events[0]?.seq ?? 0, last: events.at(-1)?.seq ?? 0, events },
});
const wrote = (nonce: string, text = nonce): ChatChange => ({ kind: "wrote", nonce, text, replyTo: null, at: AT });
const refused = (nonce: string | null, code: (Down & { kind: "refused" })["code"], retryMs: number | null = null) =>
  received({ kind: "refused", nonce, code, message: "No.", retryMs });
const play = (...changes: readonly ChatChange[]): ChatState => changes.reduce(reduceChat, newChat());
const start = joined(2, [message(1), message(2)]);

describe("lines", () => {
  test("history and what follows stand in order, and the position is the newest", () => {
    const state = play(start, batch(2, message(3), message(9)));
    expect(state.lines).toEqual([line(1), line(2), line(3), line(9)]);
    expect([state.link.kind, state.everJoined, state.position, state.chatters]).toEqual(["open", true, 9, 3]);
  });

  test("an event that is already there is not shown twice", () => {
    const state = play(start, batch(1, message(2), message(3)), joined(3, [message(2), message(3)]));
    expect(state.lines).toEqual([line(1), line(2), line(3)]);
  });

  test("numbers have gaps; only a batch's previous tells of a hole", () => {
    const state = play(start);
    expect(follows(state, { previous: 2, first: 50, last: 50, events: [] })).toBe(true);
    expect(follows(state, { previous: 1, first: 2, last: 50, events: [] })).toBe(true);
    expect(follows(state, { previous: 3, first: 50, last: 50, events: [] })).toBe(false);
    expect(follows(newChat(), { previous: 0, first: 1, last: 1, events: [] })).toBe(false);
  });

  test("a batch whose last event this page does not know still moves the position", () => {
    const batched: ChatChange = { kind: "batched", batch: { previous: 2, first: 3, last: 8, events: [message(3)] } };
    expect(play(start, batched).position).toBe(8);
  });

  test("a relay that is behind does not move the position back", () => {
    expect(play(start, batch(2, message(9)), joined(5, [])).position).toBe(9);
  });

  test.each([
    [false, MAX_LINES],
    [true, MAX_PAUSED_LINES],
  ])("only the newest lines are kept, more of them while the reader looks up (%s)", (paused, most) => {
    const many = Array.from({ length: most + 1 }, (_, at) => message(at + 1));
    const state = play(joined(0, []), { kind: "paused", paused }, batch(0, ...many));
    expect([state.lines.length, state.lines[0]]).toEqual([most, line(2)]);
    expect(reduceChat(state, { kind: "paused", paused: false }).lines.length).toBe(MAX_LINES);
  });

  test("what was missed for good is marked where it is missing", () => {
    const state = play(start, joined(5000, [message(4999), message(5000)], { complete: false }));
    expect(state.lines).toEqual([line(1), line(2), { kind: "gap", id: "gap 5000" }, line(4999), line(5000)]);
  });

  test("a newcomer misses nothing", () => {
    expect(play(joined(5000, [message(4999)], { complete: false })).lines).toEqual([line(4999)]);
  });

  test("the messages that came since a position are counted", () => {
    expect(countSince(play(start, batch(2, message(3), message(4))).lines, 2)).toBe(2);
  });
});

describe("what is to be seen no longer", () => {
  const reply: Reply = { seq: 1, userId: "3", login: "bob", name: "bob", text: "line 1" };

  test("a deleted message is gone, and so is what answers quote of it; others stay as they are", () => {
    const before = play(start, batch(2, message(3, "eve", { reply })));
    const after = reduceChat(before, batch(3, { kind: "delete", seq: 4, at: 4, target: 1, login: "bob" }));
    expect(after.lines).toEqual([
      line(1, { gone: "deleted" }),
      line(2),
      { ...line(3), event: message(3, "eve", { reply }), replyGone: true },
    ]);
    expect(after.lines[1]).toBe(before.lines[1]);
  });

  test("a ban takes everything its user said; moderators read that there was one", () => {
    const purge: ChatEvent = { kind: "purge", seq: 5, at: 5, userId: "3", login: "bob", seconds: null };
    const { lines } = play(start, batch(2, message(3, "mallory")), batch(3, purge));
    expect(lines.map((one) => (one.kind === "message" ? one.gone : one.kind))).toEqual([
      "purged",
      "purged",
      null,
      "notice",
    ]);
    expect(seenLines(lines, false).length).toBe(3);
    expect(seenLines(lines, true).length).toBe(4);
  });

  test("a clear leaves viewers the notice alone, and moderators everything", () => {
    const deleted: ChatEvent = { kind: "delete", seq: 3, at: 3, target: 1, login: "bob" };
    const { lines } = play(start, batch(2, deleted, { kind: "clear", seq: 4, at: 4 }));
    expect(seenLines(lines, false)).toEqual([{ kind: "notice", id: "4", notice: { kind: "clear", seq: 4, at: 4 } }]);
    expect(seenLines(lines, true).length).toBe(3);
  });

  test("what blocked people say is left out, and what is quoted of them; all else stays the very same", () => {
    const { lines } = play(start, batch(2, message(3, "carol", { reply }), message(4, "carol")));
    const [first, , ...rest] = unblockedLines(lines, new Set(["3"]));
    expect([first, rest]).toEqual([{ ...line(3), event: message(3, "carol", { reply }), replyGone: true }, []]);
    expect(unblockedLines(lines, new Set(["5"])).length).toBe(lines.length - 2);
    expect(unblockedLines(lines, new Set(["77"]))).toEqual(lines);
    expect(unblockedLines(lines, new Set())).toBe(lines);
  });

  test("settings without words for viewers make no line", () => {
    const { lines } = play(start, batch(2, { kind: "modes", seq: 3, at: 3, changed: { autoModLevel: 2 } }));
    expect(seenLines(lines, true).length).toBe(2);
  });
});

describe("people", () => {
  test("who spoke last comes first, each once", () => {
    const { lines } = play(joined(0, []), batch(0, message(1, "ada"), message(2, "bobby"), message(3, "ada")));
    expect(speakers(lines).map(({ login }) => login)).toEqual(["ada", "bobby"]);
    expect(linesOf(lines, "3", 1).map(({ id }) => id)).toEqual(["3"]);
  });

  test("broadcaster, moderators and staff moderate", () => {
    expect([null, me, { ...me, role: "vip" as const }].map(mayModerate)).toEqual([false, false, false]);
    const may = [{ role: "moderator" as const }, { role: "broadcaster" as const }, { staff: true }];
    expect(may.map((more) => mayModerate({ ...me, ...more }))).toEqual([true, true, true]);
  });
});

describe("own messages", () => {
  const pending = { nonce: "n1", text: "n1", replyTo: null, at: AT, state: { kind: "pending" } };
  const sent = (nonce: string, seq: number | null, kept = true) => received({ kind: "sent", nonce, seq, kept });

  test("one is pending at once, and gives way to the room's copy", () => {
    const written = play(joined(0, []), wrote("n1"));
    expect(written.outbox).toEqual([pending]);
    const stored = reduceChat(written, sent("n1", 1));
    expect(stored.outbox).toEqual([{ ...pending, state: { kind: "stored", seq: 1 } }]);
    const shown = reduceChat(stored, batch(0, message(1)));
    expect([shown.outbox, shown.lines]).toEqual([[], [line(1)]]);
  });

  test("one whose copy came before its acknowledgement gives way as well", () => {
    expect(play(joined(0, []), wrote("n1"), batch(0, message(1)), sent("n1", 1)).outbox).toEqual([]);
  });

  test("one that was stored before the connection broke gives way to the copy in the history", () => {
    expect(play(joined(0, []), wrote("n1"), sent("n1", 1), joined(1, [message(1)])).outbox).toEqual([]);
  });

  test("one that a busy room does not show says so until it is put away", () => {
    const state = play(joined(0, []), wrote("n1"), sent("n1", null));
    expect(state.outbox[0]?.state).toEqual({ kind: "unshown" });
    expect(reduceChat(state, { kind: "discarded", nonce: "n1" }).outbox).toEqual([]);
  });

  test("a refused one says why and can be tried again or given up", () => {
    const failed = play(joined(0, []), wrote("n1"), wrote("n2"), refused("n1", "msg_duplicate"));
    expect(failed.outbox[0]?.state).toEqual({ kind: "failed", code: "msg_duplicate", reason: "No." });
    expect(unacknowledged(failed.outbox).map((one) => one.nonce)).toEqual(["n2"]);
    const again = reduceChat(failed, { kind: "retried", nonce: "n1" });
    expect(unacknowledged(again.outbox).map((one) => one.nonce)).toEqual(["n1", "n2"]);
    expect(reduceChat(failed, { kind: "discarded", nonce: "n1" }).outbox.map((one) => one.nonce)).toEqual(["n2"]);
  });

  test("so many wait and no more", () => {
    const full = play(...Array.from({ length: MAX_OUTBOX }, (_, at) => wrote(`n${at}`)));
    expect(full.outbox.length).toBe(MAX_OUTBOX);
    expect(reduceChat(full, wrote("more")).outbox).toBe(full.outbox);
  });

  test("a held one waits for a moderator, and is let go when it is said", () => {
    const held = play(joined(0, []), wrote("n1", "hi"), wrote("n2", "/me waves"), refused("n1", "msg_rejected"));
    expect(held.outbox[0]?.state).toEqual({ kind: "held" });
    const said = reduceChat(held, batch(0, message(1, "ada_lov", { text: "hi", from: { ...from("ada_lov") } })));
    expect(said.outbox.map((one) => one.nonce)).toEqual(["n2"]);
  });

  test("a held one that is denied fails, the oldest first, whether or not the room names it", () => {
    const held = play(
      ...[joined(0, []), wrote("n1"), wrote("n2")],
      ...[refused("n1", "msg_rejected"), refused("n2", "msg_rejected"), refused(null, "msg_rejected_mandatory")],
    );
    expect(held.outbox.map((one) => one.state.kind)).toEqual(["failed", "held"]);
    expect(held.refusal).toBeNull();
  });
});

describe("when one may write", () => {
  const slow = { ...DEFAULT_MODES, slowSeconds: 30 };

  const sent = received({ kind: "sent", nonce: "n1", seq: 1, kept: true });

  test("a viewer waits a moment after writing, and in slow mode from when the room took it", () => {
    const written = play(joined(0, [], { modes: slow }), wrote("n1"));
    expect(mayWriteAt(written)).toBe(AT + MIN_SEND_GAP_MS);
    expect(mayWriteAt(reduceChat(written, sent))).toBe(AT + 30_000);
  });

  test("slow mode counts from a message that was taken before it, and its end ends the wait", () => {
    const before = play(joined(0, []), wrote("n1"), sent);
    expect(mayWriteAt(before)).toBe(AT + MIN_SEND_GAP_MS);
    const during = reduceChat(before, batch(0, { kind: "modes", seq: 5, at: 5, changed: { slowSeconds: 30 } }));
    expect(mayWriteAt(during)).toBe(AT + 30_000);
    const refusedOnce = reduceChat(during, refused("n2", "msg_slowmode", 25_000));
    const ended = reduceChat(refusedOnce, batch(5, { kind: "modes", seq: 6, at: 6, changed: { slowSeconds: 0 } }));
    expect(mayWriteAt(ended)).toBe(AT + MIN_SEND_GAP_MS);
  });

  test("moderators do not wait, and commands make nobody wait", () => {
    const self = { ...me, role: "moderator" as const };
    expect(mayWriteAt(play(joined(0, [], { modes: slow, self }), wrote("n1")))).toBe(AT);
    expect(mayWriteAt(play(joined(0, []), wrote("n1", "/mods")))).toBe(MIN_SEND_GAP_MS);
    expect(mayWriteAt(play(joined(0, []), wrote("n1", "/me waves")))).toBe(AT + MIN_SEND_GAP_MS);
  });

  test("a refusal that names a time sets it", () => {
    const state = play(joined(0, []), wrote("n1"), refused("n1", "msg_slowmode", 12_000));
    expect(mayWriteAt(state)).toBe(AT + 12_000);
  });
});

describe("what the room says of itself", () => {
  test("modes are those of the join, changed one by one; what is not named stays", () => {
    const changed = { slowSeconds: 30, shield: undefined };
    const state = play(start, batch(2, { kind: "modes", seq: 3, at: 3, changed }));
    expect(state.modes).toEqual({ ...DEFAULT_MODES, slowSeconds: 30 });
    const modes = { ...DEFAULT_MODES, emoteOnly: true };
    expect(reduceChat(state, joined(3, [], { modes })).modes).toEqual(modes);
  });

  test("an answer to a command is a line for this person alone, and takes the command's place", () => {
    const state = play(
      ...[joined(0, []), wrote("n1", "/mods")],
      received({
        kind: "done",
        nonce: "n1",
        code: "room_mods",
        message: "Moderators: mia, bob",
        users: ["mia", "bob"],
      }),
    );
    expect(state.outbox).toEqual([]);
    expect(state.lines).toEqual([{ kind: "told", id: "told 1", code: "room_mods", text: "Moderators: mia, bob" }]);
  });

  test("who it says this person is, how many there are, what it samples and whether it stores", () => {
    const self = { ...me, banned: true };
    const state = play(
      start,
      received({ kind: "self", self }),
      received({ kind: "presence", chatters: 9 }),
      received({ kind: "sampled", shown: 50, total: 120 }),
      received({ kind: "kept", kept: false }),
    );
    const { chatters, sampled, kept } = state;
    expect([state.self, chatters, sampled, kept]).toEqual([self, 9, { shown: 50, total: 120 }, false]);
    expect(reduceChat(state, { kind: "unsampled" }).sampled).toBeNull();
  });

  test("what it refuses of no message is a note until the next join or message", () => {
    const told = play(refused(null, "room_full"));
    expect(told.refusal).toEqual({ code: "room_full", message: "No." });
    expect(reduceChat(told, start).refusal).toBeNull();
    expect(reduceChat(told, wrote("n1")).refusal).toBeNull();
  });
});
