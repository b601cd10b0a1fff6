import * as v from "valibot";
import { expect, test } from "vitest";
import { serversSchema } from "./servers.ts";

const server = (name: string, plain: string, priority: number, secure = plain) => ({
  ...{ _id: priority, availability: 1, default: priority === 1, name, priority },
  ...{ url_template: plain, url_template_secure: secure },
});

test("servers are addresses without the key, best first, encrypted where they can be", () => {
  const ingests = [
    server("Frankfurt", "rtmp://fra.example/live/{stream_key}", 2),
    server("Lisbon", "rtmp://lis.example/live/{stream_key}", 1, "rtmps://lis.example:443/live/{stream_key}"),
  ];
  expect(v.parse(serversSchema, { ingests })).toEqual([
    { name: "Lisbon", address: "rtmps://lis.example:443/live" },
    { name: "Frankfurt", address: "rtmp://fra.example/live" },
  ]);
});

test("an address stands once, and one that OBS has no two fields for is left out", () => {
  const templates = [
    "rtmp://a.example/live/{stream_key}",
    "rtmp://a.example/{stream_key}/live",
    "rtmp://a.example/live",
  ];
  const ingests = [...templates, templates[0] ?? ""].map((template, at) => server(`A${at}`, template, at + 1));
  expect(v.parse(serversSchema, { ingests })).toEqual([{ name: "A0", address: "rtmp://a.example/live" }]);
  expect(() => v.parse(serversSchema, { ingests: "none" })).toThrow();
});
