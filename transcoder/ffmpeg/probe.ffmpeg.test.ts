import { describe, expect, it } from "vitest";
import { isExecutable, probeFfmpeg } from "./probe.ts";

describe("probeFfmpeg", () => {
  it("finds the ffmpeg in PATH", async () => {
    expect(await probeFfmpeg(null)).toMatchObject({ outcome: "found", path: "ffmpeg" });
  });

  it("answers a sentence for a path that leads nowhere, and for another program", async () => {
    expect(await probeFfmpeg("/nonexistent/ffmpeg")).toEqual({
      outcome: "unusable",
      sentence:
        'No ffmpeg at "/nonexistent/ffmpeg": install ffmpeg 5.1 or newer (Debian and Ubuntu: apt install ffmpeg), or name one in FFMPEG_PATH.',
    });
    expect(await probeFfmpeg("true")).toEqual({ outcome: "unusable", sentence: '"true" is not ffmpeg.' });
  });
});

describe("isExecutable", () => {
  it("looks in PATH for a name and at the file for a path", async () => {
    expect(await Promise.all([isExecutable("ffmpeg"), isExecutable("ffmpeg", "/nonexistent")])).toEqual([true, false]);
    expect(await Promise.all([isExecutable(process.execPath), isExecutable(import.meta.filename)])).toEqual([
      true,
      false,
    ]);
  });
});
