import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ASSUMED_CAPACITY, measureCapacity } from "./capacity.ts";

const DAY_MS = 24 * 3600 * 1000;
const quiet = (): void => undefined;
const ffmpeg = { path: "ffmpeg", version: "test" };
/** Cannot measure, so that an answer other than the assumption must come from the file. */
const broken = { path: "/nonexistent/ffmpeg", version: "test" };

describe("measureCapacity", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "rill-capacity-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("measures once, remembers it for this machine and this ffmpeg, and measures anew after a week", async () => {
    const file = join(folder, "capacity.json");
    const measured = await measureCapacity(ffmpeg, file, quiet, () => 0);
    expect(measured.measured).toBe(true);
    expect(measured.pixelsPerSecond).toBeGreaterThan(1e6);
    expect(measured.nodePixelsPerSecond).toBeGreaterThanOrEqual(measured.pixelsPerSecond);
    expect(await measureCapacity(broken, file, quiet, () => 7 * DAY_MS - 1)).toEqual(measured);
    expect(await measureCapacity(broken, file, quiet, () => 7 * DAY_MS)).toEqual(ASSUMED_CAPACITY);
    expect(await measureCapacity({ ...broken, version: "other" }, file, quiet, () => 0)).toEqual(ASSUMED_CAPACITY);
    expect(await readdir(folder)).toEqual(["capacity.json"]);
  });

  it("assumes little when it cannot measure, and does not remember that", async () => {
    const file = join(folder, "assumed.json");
    const said: string[] = [];
    const capacity = await measureCapacity(
      broken,
      file,
      (_level, event) => said.push(event),
      () => 0,
    );
    expect([capacity, said]).toEqual([ASSUMED_CAPACITY, ["capacity-assumed"]]);
    await expect(readFile(file)).rejects.toThrow("ENOENT");
  });

  it("does not trust a file that it did not write", async () => {
    const file = join(folder, "odd.json");
    for (const text of ["", "{}", '{"key":"x","measuredAt":0,"pixelsPerSecond":-1,"nodePixelsPerSecond":1}']) {
      await writeFile(file, text);
      expect(await measureCapacity(broken, file, quiet, () => 0)).toEqual(ASSUMED_CAPACITY);
    }
  });
});
