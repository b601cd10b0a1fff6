import { describe, expect, it } from "vitest";
import { parseConfig, renderHelp, SETTINGS } from "./config.ts";

describe("the node's settings", () => {
  it("have defaults for all but the token", () => {
    const parsed = parseConfig({ RILL_NODE_TOKEN: "t", RILL_NODE_ID: "Node_1", RILL_STATE: "/tmp/state" });
    expect(parsed).toEqual({
      outcome: "ok",
      config: {
        api: "http://127.0.0.1:8787",
        nodeToken: "t",
        nodeId: "node-1",
        rtmpHost: "127.0.0.1",
        rtmpPort: 1935,
        ffmpeg: null,
        state: "/tmp/state",
        logLevel: "info",
      },
    });
  });

  it("report all faults together", () => {
    const parsed = parseConfig({ RILL_API: "ftp://x", RTMP_PORT: "70000", LOG_LEVEL: "loud" });
    expect(parsed).toEqual({
      outcome: "faulty",
      faults: [
        "RILL_API is not an http(s) origin: ftp://x",
        "RILL_NODE_TOKEN is not set: the Worker's NODE_TOKEN; a secret",
        "RTMP_PORT is not a port from 0 to 65535",
        "LOG_LEVEL is none of debug, info, warn, error",
      ],
    });
  });

  it("are all named in the help", () => {
    for (const setting of SETTINGS) expect(renderHelp()).toContain(setting.name);
  });
});
