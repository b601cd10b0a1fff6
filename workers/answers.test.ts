import * as v from "valibot";
import { expect, test, vi } from "vitest";
import { Fault } from "#protocol/errors.ts";
import { faultAnswer } from "./answers.ts";

const SECRET = "live_hunter2";

test.each(["error", "warn"] as const)(
  "what a schema refused is told to nobody and not logged as a console.%s",
  async (level) => {
    const logged = vi.spyOn(console, level).mockImplementation(() => undefined);
    const { issues } = v.safeParse(v.object({ key: v.number() }), { key: SECRET });
    const refusal = new v.ValiError(
      issues ?? [{ kind: "schema", type: "x", input: "", expected: "", received: "", message: "" }],
    );
    const answer = faultAnswer(level === "error" ? refusal : new Fault("unavailable", "Not now.", refusal));
    expect([answer.status, logged.mock.calls.length]).toEqual([level === "error" ? 500 : 503, 1]);
    const [sentence, fault] = logged.mock.calls[0] ?? [];
    expect(String(sentence)).toMatch(/^a request /);
    expect(String(fault)).toContain("ValiError at key: number, expected number");
    expect(`${fault}${await answer.text()}`).not.toContain(SECRET);
  },
);
