import { expect, test } from "vitest";
import { BundleMaker } from "#testing/bundles.ts";
import { decodeFrames, encodeFrames } from "./part-objects.ts";

const made = new BundleMaker({ epoch: 1, nextSeq: 4, nextMsn: 0, mediaEnd: 0, nextInit: 0 }).take(3);

test("the bundles of an object come back in order, frame by frame", () => {
  const restored = decodeFrames(encodeFrames(made));
  expect(restored.map(({ frame }) => [...frame])).toEqual(made.map(({ frame }) => [...frame]));
  expect(restored.map(({ bundle }) => bundle.header)).toEqual(made.map(({ header }) => header));
});

test("of an object that is cut off anywhere, the whole bundles before the cut come back", () => {
  const content = encodeFrames(made);
  let end = 0;
  const ends = made.map(({ frame }) => {
    end += 4 + frame.byteLength;
    return end;
  });
  for (let cut = 0; cut <= content.byteLength; cut += 37) {
    const whole = ends.filter((one) => one <= cut).length;
    expect(decodeFrames(content.slice(0, cut)).map(({ bundle }) => bundle.header.seq)).toEqual(
      [4, 5, 6].slice(0, whole),
    );
  }
});

test("a damaged frame ends the reading, and nothing is thrown", () => {
  const content = encodeFrames(made);
  const second = 4 + (made[0]?.frame.byteLength ?? 0);
  content.fill(0xff, second, second + 40);
  expect(decodeFrames(content).map(({ bundle }) => bundle.header.seq)).toEqual([4]);
});
