import { describe, expect, it } from "vitest";
import { parseSettings, renderHelp } from "./settings.ts";

describe("the gateway's settings", () => {
  it("have a default each", () => {
    expect(parseSettings({})).toEqual({
      outcome: "ok",
      settings: {
        url: "ws://127.0.0.1:8787/irc",
        host: "127.0.0.1",
        port: 6667,
        tls: null,
        maxConnections: 1000,
        logLevel: "info",
      },
    });
  });

  it("listen on the port of TLS when there is a key and a certificate", () => {
    expect(parseSettings({ IRC_TLS_KEY: "k.pem", IRC_TLS_CERT: "c.pem", RILL_IRC_URL: "wss://rill.example/" })).toEqual(
      {
        outcome: "ok",
        settings: {
          url: "wss://rill.example/",
          host: "127.0.0.1",
          port: 6697,
          tls: { key: "k.pem", cert: "c.pem" },
          maxConnections: 1000,
          logLevel: "info",
        },
      },
    );
  });

  it("report all faults together", () => {
    const env = {
      RILL_IRC_URL: "http://x",
      IRC_TLS_KEY: "k",
      IRC_PORT: "65536",
      IRC_MAX_CONNECTIONS: "0",
      LOG_LEVEL: "x",
    };
    expect(parseSettings(env)).toEqual({
      outcome: "faulty",
      faults: [
        "RILL_IRC_URL is not a ws: or wss: address: http://x",
        "IRC_TLS_KEY and IRC_TLS_CERT are set together or not at all",
        "IRC_PORT is not a port from 0 to 65535",
        "IRC_MAX_CONNECTIONS is not a number from 1 to 10000",
        "LOG_LEVEL is none of debug, info, warn, error",
      ],
    });
  });

  it("are all named in the help", () => {
    for (const name of ["RILL_IRC_URL", "IRC_HOST", "IRC_PORT", "IRC_TLS_KEY", "IRC_TLS_CERT", "IRC_MAX_CONNECTIONS"]) {
      expect(renderHelp()).toContain(name);
    }
  });
});
