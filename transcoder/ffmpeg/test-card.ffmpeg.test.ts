import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FlvReader } from "#media/flv/reader.ts";
import { parseVideo } from "#media/flv/video.ts";
import { findFont } from "./font.ts";
import { runOnce } from "./run-once.ts";
import { testCardArguments } from "./test-card.ts";

/** The card at full speed for 3 s into memory. */
async function card(font: string | null): Promise<Uint8Array> {
  const args = testCardArguments("pipe:1", font).filter((arg) => arg !== "-re");
  const bounds = { timeoutMs: 30_000, maxOutputBytes: 16e6 };
  const { stdout, stderr } = await runOnce("ffmpeg", [...args.slice(0, -1), "-t", "3", "pipe:1"], bounds);
  expect(stderr).toEqual([]);
  return stdout;
}

describe("the test card", () => {
  it("is a stream of 30 frames a second with a key frame every 2 s, and ffmpeg has nothing to complain of", async () => {
    for (const font of [findFont(), null]) {
      const tags = new FlvReader().push(await card(font));
      const frames = tags.flatMap((tag) => {
        const video = tag.kind === "video" ? parseVideo(tag.body) : null;
        return video?.kind === "frame" ? [video.key] : [];
      });
      expect(frames).toEqual(Array.from({ length: 90 }, (_, at) => at % 60 === 0));
      expect(tags.filter((tag) => tag.kind === "audio").length).toBeGreaterThan(135);
    }
  });

  it.runIf(findFont() !== null)("takes a font from a path with odd characters", async () => {
    const folder = await mkdtemp(join(tmpdir(), "rill: it's "));
    try {
      const font = join(folder, "font.ttf");
      await symlink(findFont() ?? "", font);
      expect((await card(font)).byteLength).toBeGreaterThan(10_000);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
