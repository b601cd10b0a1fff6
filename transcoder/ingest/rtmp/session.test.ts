import { describe, expect, it } from "vitest";
import { type AmfValue, decodeAmf0, encodeAmf0 } from "#media/flv/amf0.ts";
import { DEFAULT_RTMP_LIMITS } from "./limits.ts";
import { MESSAGE, type RtmpMessage } from "./messages.ts";
import { Session, type SessionEffect, type SessionLimits } from "./session.ts";

const message = (type: number, payload: Uint8Array, streamId = 0, timestamp = 0): RtmpMessage => ({
  type,
  streamId,
  timestamp,
  payload,
});
const command = (...values: AmfValue[]): RtmpMessage => message(MESSAGE.command, encodeAmf0(...values));
const CONNECT = command("connect", 1, { app: "live", tcUrl: "rtmp://host/live" });
const PUBLISH = message(MESSAGE.command, encodeAmf0("publish", 5, null, "KEY", "live"), 1);
const VIDEO = message(MESSAGE.video, Uint8Array.of(0x17, 1), 1, 40);

/** Effects with commands decoded, other sent messages as hex. */
function shown(effects: readonly SessionEffect[]): unknown[] {
  return effects.map((effect) => {
    if (effect.kind !== "send") return effect;
    const { type, streamId, payload } = effect.message;
    if (type !== MESSAGE.command) return `${type}:${Buffer.from(payload).toString("hex")}`;
    return [
      streamId,
      ...decodeAmf0(payload).map((value) => (typeof value === "object" && value !== null ? { ...value } : value)),
    ];
  });
}

function sessionAfter(messages: readonly RtmpMessage[], limits: Partial<SessionLimits> = {}): Session {
  const session = new Session({ ...DEFAULT_RTMP_LIMITS, ...limits });
  for (const each of messages) session.receive(each, 0);
  return session;
}
const receive = (session: Session, each: RtmpMessage, nowMs = 0): unknown[] => shown(session.receive(each, nowMs));

describe("connect", () => {
  it("is answered with flow control and what the server handles", () => {
    expect(receive(sessionAfter([]), CONNECT)).toEqual([
      "5:004c4b40",
      "6:004c4b4002",
      "1:00010000",
      [
        0,
        "_result",
        1,
        { fmsVer: "FMS/3,5,7,7009", capabilities: 31, mode: 1, fourCcList: ["avc1", "mp4a"], capsEx: 0 },
        { level: "status", code: "NetConnection.Connect.Success", description: "Connected.", objectEncoding: 0 },
      ],
    ]);
  });

  it("may not come twice, and nothing may come before it", () => {
    expect(() => sessionAfter([CONNECT, CONNECT])).toThrow("a second connect");
    expect(() => sessionAfter([PUBLISH])).toThrow("a command before connect");
  });

  it("is read in its AMF3 form as well", () => {
    const amf3 = message(MESSAGE.commandAmf3, Uint8Array.from([0, ...CONNECT.payload]));
    expect(sessionAfter([amf3]).phase).toBe("connected");
  });
});

describe("calls", () => {
  it("are answered as encoders expect", () => {
    const session = sessionAfter([CONNECT]);
    expect(receive(session, command("releaseStream", 2, null, "KEY"))).toEqual([[0, "_result", 2, null, undefined]]);
    expect(receive(session, command("FCPublish", 3, null, "KEY"))).toEqual([[0, "_result", 3, null, undefined]]);
    expect(receive(session, command("createStream", 4, null))).toEqual([[0, "_result", 4, null, 1]]);
    expect(receive(session, command("_checkbw", 5, null))).toEqual([[0, "_result", 5, null, undefined]]);
    expect(receive(session, command("getStreamLength", 6, null, "KEY"))).toEqual([[0, "_result", 6, null, 0]]);
  });

  it("that are unknown fail when an answer is expected, and are ignored otherwise", () => {
    const session = sessionAfter([CONNECT]);
    const failed = {
      level: "error",
      code: "NetConnection.Call.Failed",
      description: "This server has no such method.",
    };
    expect(receive(session, command("mystery", 7, null))).toEqual([[0, "_error", 7, null, failed]]);
    expect(receive(session, command("mystery", 0, null))).toEqual([]);
    expect(receive(session, command("_result", 7, null))).toEqual([]);
    expect(receive(session, command("deleteStream", 8, null, 1))).toEqual([]);
  });

  it("that are no commands end in a fault which does not repeat them", () => {
    for (const payload of [Uint8Array.of(2, 0xff, 0xff), Uint8Array.of(0x42), Uint8Array.of(), encodeAmf0(1, 2)]) {
      expect(() => receive(sessionAfter([CONNECT]), message(MESSAGE.command, payload))).toThrow(
        /^session: a command [a-zA-Z0-9 ]+$/,
      );
    }
  });
});

describe("publish", () => {
  it("asks for the authorisation of the key and says nothing yet", () => {
    const session = sessionAfter([CONNECT]);
    expect(receive(session, PUBLISH)).toEqual([{ kind: "authorise", streamKey: "KEY" }]);
    expect(session.phase).toBe("authorising");
  });

  it("is granted with StreamBegin and Publish.Start, and media flows", () => {
    const session = sessionAfter([CONNECT, PUBLISH]);
    const start = { level: "status", code: "NetStream.Publish.Start", description: "Publishing." };
    expect(shown(session.grant())).toEqual(["4:000000000001", [1, "onStatus", 0, null, start]]);
    expect(receive(session, VIDEO)).toEqual([
      { kind: "tag", tag: { kind: "video", timestampMs: 40, body: VIDEO.payload } },
    ]);
  });

  it("is announced with onFCPublish to those who said FCPublish", () => {
    const session = sessionAfter([CONNECT, command("FCPublish", 3, null, "KEY"), PUBLISH]);
    expect(shown(session.grant())[1]).toEqual([
      0,
      "onFCPublish",
      0,
      null,
      { code: "NetStream.Publish.Start", description: "Publishing." },
    ]);
  });

  it.each([
    ["unknown_key", "NetStream.Publish.BadName"],
    ["already_live", "NetStream.Publish.BadName"],
    ["unavailable", "NetStream.Publish.Failed"],
  ] as const)("is denied for %s with %s and the words", (reason, code) => {
    const session = sessionAfter([CONNECT, PUBLISH]);
    expect(shown(session.deny({ outcome: "denied", reason, message: "Because." }))).toEqual([
      [1, "onStatus", 0, null, { level: "error", code, description: "Because." }],
      { kind: "end", by: "server", reason: `denied: ${reason}` },
    ]);
    expect(session.phase).toBe("ended");
  });

  it("without a key is denied without asking, whatever connect and publish lack", () => {
    const description = "No stream key was given.";
    const denied = [
      [1, "onStatus", 0, null, { level: "error", code: "NetStream.Publish.BadName", description }],
      { kind: "end", by: "server", reason: "denied: unknown_key" },
    ];
    const publish = (...values: AmfValue[]) => message(MESSAGE.command, encodeAmf0("publish", 5, ...values), 1);
    const connects = [
      command("connect", 1),
      command("connect", 1, null),
      command("connect", 1, { app: 7, tcUrl: ["x"] }),
    ];
    for (const connect of connects) expect(receive(sessionAfter([connect]), publish(null, "KEY"))).toEqual(denied);
    for (const odd of [publish(), publish(null), publish(null, null), publish(null, {}), publish(null, "")]) {
      expect(receive(sessionAfter([CONNECT]), odd)).toEqual(denied);
    }
  });

  it("is refused a second time, and the first goes on", () => {
    const session = sessionAfter([CONNECT, PUBLISH]);
    session.grant();
    const refused = {
      level: "error",
      code: "NetStream.Publish.BadName",
      description: "This connection publishes already.",
    };
    expect(receive(session, PUBLISH)).toEqual([[1, "onStatus", 0, null, refused]]);
    expect(session.phase).toBe("publishing");
  });

  it.each(["FCUnpublish", "deleteStream", "closeStream"])("ends with %s", (name) => {
    const session = sessionAfter([CONNECT, PUBLISH]);
    session.grant();
    expect(receive(session, command(name, 0, null, 1))).toEqual([
      [1, "onStatus", 0, null, { level: "status", code: "NetStream.Unpublish.Success", description: "Ended." }],
      { kind: "end", by: "client", reason: "the client ended the stream" },
    ]);
  });

  it("can be stopped from our side with a reason", () => {
    const session = sessionAfter([CONNECT, PUBLISH]);
    session.grant();
    const failed = { level: "error", code: "NetStream.Publish.Failed", description: "Replaced." };
    expect(shown(session.stop("Replaced."))).toEqual([
      [1, "onStatus", 0, null, failed],
      { kind: "end", by: "server", reason: "Replaced." },
    ]);
    expect(session.stop("again")).toEqual([]);
  });

  it("knows no grant and no denial that were not asked for", () => {
    const session = sessionAfter([CONNECT]);
    expect(session.grant()).toEqual([]);
    expect(session.deny({ outcome: "denied", reason: "unavailable", message: "" })).toEqual([]);
    expect(session.phase).toBe("connected");
  });
});

it.each(["play", "play2"])("refuses %s", (name) => {
  const description = "This server takes streams, it does not play them.";
  expect(receive(sessionAfter([CONNECT]), command(name, 0, null, "KEY"))).toEqual([
    [0, "onStatus", 0, null, { level: "error", code: "NetStream.Play.Failed", description }],
    { kind: "end", by: "server", reason: "the client wants to play" },
  ]);
});

it("answers a ping with its stamp and ignores other user control", () => {
  const session = sessionAfter([]);
  expect(receive(session, message(MESSAGE.userControl, Uint8Array.of(0, 6, 1, 2, 3, 4)))).toEqual(["4:000701020304"]);
  for (const payload of [[0, 6, 1], [0, 3, 0, 0, 0, 1, 0, 0, 0, 9], [0, 7, 1, 2, 3, 4], []]) {
    expect(receive(session, message(MESSAGE.userControl, Uint8Array.from(payload)))).toEqual([]);
  }
});

it("passes the client's window on, and ignores acknowledgements, bandwidth and shared objects", () => {
  const session = sessionAfter([]);
  const four = Uint8Array.of(0, 38, 37, 160);
  expect(receive(session, message(MESSAGE.windowSize, four))).toEqual([{ kind: "window", bytes: 2_500_000 }]);
  for (const type of [MESSAGE.acknowledgement, MESSAGE.peerBandwidth, 19, 16, 0]) {
    expect(receive(session, message(type, four))).toEqual([]);
  }
});

describe("limits", () => {
  it("discards media before a granted publish up to its limit and not one byte further", () => {
    const session = sessionAfter([CONNECT], { earlyMediaBytes: 42 });
    expect(receive(session, message(MESSAGE.video, new Uint8Array(30), 1))).toEqual([]);
    expect(() => session.receive(message(MESSAGE.audio, new Uint8Array(0), 1), 0)).toThrow(
      "more than 42 bytes of media before publish",
    );
  });

  it("counts commands in windows of time", () => {
    const session = sessionAfter([CONNECT], { commandsPerWindow: 3, commandWindowMs: 1000 });
    const ping = message(MESSAGE.userControl, Uint8Array.of(0, 6, 0, 0, 0, 0));
    for (const nowMs of [10, 999, 1000, 1500, 1999]) session.receive(ping, nowMs);
    expect(() => session.receive(ping, 1999.5)).toThrow("more than 3 commands within 1000 ms");
  });

  it("does not count media", () => {
    const session = sessionAfter([CONNECT, PUBLISH], { commandsPerWindow: 2 });
    session.grant();
    for (let i = 0; i < 10; i++) session.receive(VIDEO, 0);
    expect(session.phase).toBe("publishing");
  });
});
