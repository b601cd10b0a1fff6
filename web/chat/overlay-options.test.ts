import { expect, test } from "vitest";
import type { ChatEvent } from "#protocol/chat/event.ts";
import { addEvents } from "./lines.ts";
import { MAX_OVERLAY_LINES, overlayLines, readOverlayOptions } from "./overlay-options.ts";

test("size and fade are read from the address, within bounds", () => {
  expect(readOverlayOptions("?size=32&fade=30")).toEqual({ sizePx: 32, fadeMs: 30_000 });
  expect(readOverlayOptions("")).toEqual({ sizePx: 28, fadeMs: null });
  expect(readOverlayOptions("?size=11.9&fade=3601")).toEqual({ sizePx: 12, fadeMs: 3_600_000 });
  expect(readOverlayOptions("?size=121&fade=0")).toEqual({ sizePx: 120, fadeMs: null });
  expect(readOverlayOptions("?size=big&fade=-1")).toEqual({ sizePx: 28, fadeMs: null });
});

const said = (seq: number): ChatEvent => ({
  ...{ kind: "message", seq, at: seq, text: "x", emotes: [], action: false, first: false, reply: null },
  from: { userId: "7", login: "bob", name: "Bob", colour: null, badges: [] },
});

test("only messages that are to be seen are shown, the newest of them", () => {
  const gone: ChatEvent = { kind: "delete", seq: 4, at: 4, target: 2, login: "bob" };
  const lines = addEvents([], [said(1), said(2), said(3), gone], 100);
  expect(overlayLines(lines, 0).map(({ id }) => id)).toEqual(["1", "3"]);
  expect(overlayLines(lines, 2).map(({ id }) => id)).toEqual(["3"]);
  const many = Array.from({ length: MAX_OVERLAY_LINES + 1 }, (_, at) => said(at + 1));
  expect(overlayLines(addEvents([], many, 100), 0).length).toBe(MAX_OVERLAY_LINES);
});
