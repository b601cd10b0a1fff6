import * as v from "valibot";
import { expect, test } from "vitest";
import { ask, isMissing, nothing } from "./ask.ts";

const schema = v.pipe(
  v.object({ name: v.string() }),
  v.transform(({ name }) => name),
);
const answered = (body: string | null, status = 200): Promise<Response> =>
  Promise.resolve(new Response(body, { status }));
const refusal = (status: number, error: unknown): Promise<Response> => answered(JSON.stringify({ error }), status);

test("an answer is read by its schema", async () => {
  expect(await ask(answered('{"name":"ann","more":1}', 201), schema)).toEqual({ kind: "ok", value: "ann" });
});

test("an answer without a body is none", async () => {
  expect(await ask(answered(null, 204), nothing)).toEqual({ kind: "ok", value: null });
});

test("a refusal has its status, its code where it has one, and its sentence", async () => {
  const [gone, plain] = [{ code: "not_found", message: "There is no such channel." }, { message: "No." }];
  const missing = await ask(refusal(404, gone), schema);
  const forbidden = await ask(refusal(403, plain), schema);
  expect([missing, forbidden]).toEqual([
    { kind: "refused", status: 404, ...gone },
    { kind: "refused", status: 403, code: "", message: "No." },
  ]);
  expect([missing, forbidden, { kind: "failed" } as const].map(isMissing)).toEqual([true, false, false]);
});

test("what is not understood, and what does not come, is a failed answer", async () => {
  const calls = [
    answered('{"name":5}'),
    answered("<html>"),
    answered("<html>", 502),
    answered(null, 500),
    refusal(500, "no sentence"),
    Promise.reject(new TypeError("the connection was lost")),
  ];
  expect(await Promise.all(calls.map((call) => ask(call, schema)))).toEqual(calls.map(() => ({ kind: "failed" })));
});
