import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findTool, missing } from "./find-tool.ts";
import { CHROMIUM, FFMPEG } from "./tools.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rill-tools-"));
  for (const name of ["a/chromium-browser", "b/chromium", "b/plain"]) {
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), "");
  }
  await chmod(join(folder, "a/chromium-browser"), 0o755);
  await chmod(join(folder, "b/chromium"), 0o755);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a better name wins over an earlier folder of the PATH", () => {
  const path = `${join(folder, "a")}:${join(folder, "b")}`;
  expect(findTool(CHROMIUM, { PATH: path })).toBe(join(folder, "b/chromium"));
  expect(findTool(CHROMIUM, { PATH: join(folder, "a") })).toBe(join(folder, "a/chromium-browser"));
  expect(findTool(CHROMIUM, { PATH: folder })).toBeNull();
});

test("a variable wins over the PATH, and one that names no program is a fault", () => {
  const named = join(folder, "a/chromium-browser");
  expect(findTool(CHROMIUM, { PATH: join(folder, "b"), CHROMIUM_PATH: named })).toBe(named);
  expect(() => findTool(CHROMIUM, { PATH: join(folder, "b"), CHROMIUM_PATH: join(folder, "b/plain") })).toThrow(
    `CHROMIUM_PATH names ${join(folder, "b/plain")}, which is not a program; unset it or name Chromium's file.`,
  );
});

test("what is missing is said in one sentence with what to do", () => {
  expect(missing(FFMPEG)).toBe(
    "ffmpeg is missing (transcoding needs it): install it (Debian, Ubuntu: apt-get install ffmpeg) or name its file in FFMPEG_PATH.",
  );
});
