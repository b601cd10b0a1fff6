import { expect, test } from "vitest";
import { MAX_APP_NAME_LENGTH, MAX_REDIRECT_URIS } from "#protocol/oauth/app.ts";
import { readApp } from "./app-words.ts";

const HERE = "http://localhost:3000";

test("a name and addresses a line each become an app, each address once", () => {
  expect(readApp(" My bot ", `${HERE}\n\n https://bot.example/back \n${HERE}\n`)).toEqual({
    kind: "app",
    words: { name: "My bot", redirectUris: [HERE, "https://bot.example/back"] },
  });
});

test("what is wrong is said of the name and of the addresses, at the limits", () => {
  expect(readApp("a".repeat(MAX_APP_NAME_LENGTH), HERE).kind).toBe("app");
  expect(readApp("a".repeat(MAX_APP_NAME_LENGTH + 1), "")).toEqual({
    kind: "faults",
    name: "A name has at most 50 characters.",
    addresses: "An app has at least one address.",
  });
  expect(readApp(" ", HERE)).toEqual({ kind: "faults", name: "Enter a name.", addresses: null });
  const many = Array.from({ length: MAX_REDIRECT_URIS + 1 }, (_, at) => `https://bot.example/${at}`);
  expect(readApp("bot", many.slice(1).join("\n")).kind).toBe("app");
  expect(readApp("bot", many.join("\n"))).toEqual({
    kind: "faults",
    name: null,
    addresses: "An app has at most 10 addresses.",
  });
  expect(readApp("bot", "http://bot.example")).toEqual({
    kind: "faults",
    name: null,
    addresses: expect.stringContaining("http://bot.example: an address begins with https://"),
  });
});
