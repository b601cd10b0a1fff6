import { describe, expect, test } from "vitest";
import { parseStartArguments } from "./arguments.ts";

const defaults = { port: 8787, rtmpPort: 1935, stateDir: null, demo: true, verbose: false };

describe("parseStartArguments", () => {
  test("nothing given means the usual ports, the repository's state and the test card", () => {
    expect(parseStartArguments([], {})).toEqual({ kind: "run", settings: defaults });
  });

  test("arguments win over the environment", () => {
    const env = { PORT: "8001", RTMP_PORT: "8002", RILL_STATE: "/srv/rill" };
    expect(parseStartArguments(["--port", "9001", "--no-demo", "--verbose"], env)).toEqual({
      kind: "run",
      settings: { port: 9001, rtmpPort: 8002, stateDir: "/srv/rill", demo: false, verbose: true },
    });
  });

  test("all faulty ports are told together", () => {
    expect(parseStartArguments(["--port", "0", "--rtmp-port=65536"], {})).toEqual({
      kind: "faulty",
      faults: [
        '--port needs a number from 1 to 65535, not "0"',
        '--rtmp-port needs a number from 1 to 65535, not "65536"',
      ],
    });
    expect(parseStartArguments(["--port", "65535"], { RTMP_PORT: "1" })).toEqual({
      kind: "run",
      settings: { ...defaults, port: 65_535, rtmpPort: 1 },
    });
  });

  test("one port for both is refused", () => {
    expect(parseStartArguments(["--port", "1935"], {})).toEqual({
      kind: "faulty",
      faults: ["--port and --rtmp-port are both 1935"],
    });
  });

  test("an unknown option is named", () => {
    expect(parseStartArguments(["--prot", "1"], {})).toEqual({ kind: "faulty", faults: ["Unknown option '--prot'"] });
  });

  test("help wins over what else is given", () => {
    expect(parseStartArguments(["--help", "--port", "x"], {})).toEqual({ kind: "help" });
  });
});
