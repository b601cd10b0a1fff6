import { expect, test } from "vitest";
import { stillKey } from "#protocol/storage-keys.ts";
import { FakeBucket } from "#testing/fake-bucket.ts";
import { keepNewestStill } from "./stills.ts";

test("of a broadcast's stills the newest is kept, however its time is written, and those of others stay", async () => {
  const bucket = new FakeBucket();
  // In the order of the keys 999 is last.
  for (const at of [999, 10_001, 10_000]) await bucket.put(stillKey("7", "70", at), new Uint8Array([1]));
  await bucket.put(stillKey("7", "700", 5), new Uint8Array([1]));
  expect(await keepNewestStill(bucket, "7", "70")).toBe(10_001);
  expect([...bucket.objects.keys()].sort()).toEqual([stillKey("7", "70", 10_001), stillKey("7", "700", 5)]);
  expect(await keepNewestStill(bucket, "7", "70")).toBe(10_001);
  expect(await keepNewestStill(bucket, "7", "71")).toBe(null);
});
