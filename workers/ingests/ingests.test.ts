import { expect, test } from "vitest";
import { MAX_SERVERS } from "#protocol/ingest/servers.ts";
import { ingestList, serversOf } from "./ingests.ts";

const setting = (...servers: object[]): string => JSON.stringify(servers);

test("a machine of one's own is listed twice, since OBS overlooks a list of one", () => {
  expect(ingestList(serversOf(undefined))).toEqual({
    ingests: [
      {
        _id: 1,
        availability: 1,
        default: true,
        name: "This machine",
        priority: 1,
        url_template: "rtmp://127.0.0.1:1935/live/{stream_key}",
        url_template_secure: "rtmp://127.0.0.1:1935/live/{stream_key}",
      },
      {
        _id: 2,
        availability: 1,
        default: false,
        name: "This machine, by name",
        priority: 2,
        url_template: "rtmp://localhost:1935/live/{stream_key}",
        url_template_secure: "rtmp://localhost:1935/live/{stream_key}",
      },
    ],
  });
});

test("configured servers come in their order, with one default, the first", () => {
  const servers = setting(
    { name: "EU: Amsterdam", url: "rtmp://ams.example.tv/live", secureUrl: "rtmps://ams.example.tv:443/live" },
    { name: "EU: Paris", url: "rtmp://par.example.tv/live" },
  );
  const { ingests } = ingestList(serversOf(servers));
  expect(ingests.map((entry) => [entry.priority, entry.default, entry.name, entry.url_template_secure])).toEqual([
    [1, true, "EU: Amsterdam", "rtmps://ams.example.tv:443/live/{stream_key}"],
    [2, false, "EU: Paris", "rtmp://par.example.tv/live/{stream_key}"],
  ]);
});

test("one configured server is listed under two names", () => {
  const { ingests } = ingestList(serversOf(setting({ name: "Home", url: "rtmp://home.example/live" })));
  expect(ingests.map(({ name, url_template }) => [name, url_template])).toEqual([
    ["Home", "rtmp://home.example/live/{stream_key}"],
    ["Home (the same)", "rtmp://home.example/live/{stream_key}"],
  ]);
});

const one = { name: "A", url: "rtmp://a.example/live" };

test.each([
  ["no JSON", "rtmp://a.example/live"],
  ["an empty list", "[]"],
  ["no list", JSON.stringify(one)],
  ["another protocol", setting({ ...one, url: "https://a.example/live" })],
  ["a key in the address", setting({ ...one, url: "rtmp://a.example/live/{stream_key}" })],
  ["an address that ends in a slash", setting({ ...one, url: "rtmp://a.example/live/" })],
  ["a secure address that is none", setting({ ...one, secureUrl: "rtmp://a.example/live" })],
  ["a name for another setting", setting({ ...one, backup: true })],
  ["one server too many", setting(...Array.from({ length: MAX_SERVERS + 1 }, () => one))],
])("%s is no list of servers", (_, faulty) => {
  expect(() => serversOf(faulty)).toThrow("This site's list of servers cannot be read.");
});

test("as many servers as there may be are read", () => {
  expect(serversOf(setting(...Array.from({ length: MAX_SERVERS }, () => one)))).toHaveLength(MAX_SERVERS);
});
