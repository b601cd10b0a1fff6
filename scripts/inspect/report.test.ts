import { expect, test } from "vitest";
import { Findings, hasErrors, renderReport } from "./report.ts";

const rule = "RFC 8216bis 4.4.3.8";

test("a report says what was looked at, what is wrong with it, and how much was checked", () => {
  const findings = new Findings();
  findings.add("source", [{ rule, level: "error", message: "too small", line: 5 }], 3);
  findings.add("audio", [{ rule, level: "warning", message: "rather small" }]);
  findings.expect("audio", rule, true, "never said");
  findings.details.push("no ffmpeg here");
  const report = findings.report("http://h/x", "live", [{ id: "source", kind: "video", uri: "u", seen: "12 reloads" }]);
  expect(renderReport(report)).toBe(`http://h/x: live
  source     video  12 reloads
  no ffmpeg here
ERROR   source, line 5: too small [RFC 8216bis 4.4.3.8]
warning audio: rather small [RFC 8216bis 4.4.3.8]
5 checks, 1 error, 1 warning
`);
  expect(hasErrors(report)).toBe(true);
});

test("the same fault is told once, and of faults that differ in numbers only the first four", () => {
  const findings = new Findings();
  for (let round = 0; round < 2; round++) {
    for (let msn = 0; msn < 7; msn++) findings.expect("a", rule, false, `segment ${msn} is ${msn}.5 s`);
  }
  const { faults, details } = findings.report("t", "live");
  expect([faults.map(({ message }) => message), details]).toEqual([
    ["segment 0 is 0.5 s", "segment 1 is 1.5 s", "segment 2 is 2.5 s", "segment 3 is 3.5 s"],
    ["3 more like a: segment # is # s [RFC 8216bis 4.4.3.8]"],
  ]);
});
