import { env, exports } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { EventsubClient } from "#testing/eventsub-client.ts";
import { HelixWorld } from "#testing/helix-world.ts";
import { migrate } from "#testing/migrations.ts";
import { ENDPOINTS } from "../helix/endpoints.ts";
import { HELIX_ROLES, type HelixRole, type HelixRow, type Ids } from "./helix-access-row.ts";
import { EVENTSUB_PLACES, EVENTSUB_ROWS, HELIX_PLACES, HELIX_ROWS } from "./helix-access-rows.ts";

const world = new HelixWorld((request) => exports.default.fetch(request), env.DB);
type Headers = Readonly<Record<string, string>>;
let people: Readonly<Record<HelixRole, Headers>>;
const ids = new Map<string, string>();
const idOf = (login: string): string => ids.get(login) ?? "";

/** Whose token somebody shows. */
const LOGINS: Partial<Readonly<Record<HelixRole, string>>> = {
  "broadcaster without scope": "host",
  impostor: "other",
  stranger: "other",
  "moderator of another channel": "elsewhere",
  moderator: "helper",
  broadcaster: "host",
};
/** Everything that an operation asks for. */
const ALL = [...new Set(["moderator:read:followers", ...ENDPOINTS.flatMap(({ scopes }) => scopes ?? [])])];

beforeAll(async () => {
  await migrate(env.DB);
  for (const login of ["host", "far"]) ids.set(login, (await world.edge.createChannel(login)).id);
  for (const login of ["other", "elsewhere", "helper", "target"]) ids.set(login, await world.edge.createUser(login));
  for (const [channel, login] of [
    ["host", "helper"],
    ["far", "elsewhere"],
  ] as const) {
    const scopes = ["channel:manage:moderators"];
    const request = `POST /moderation/moderators?broadcaster_id=${idOf(channel)}&user_id=${idOf(login)}`;
    const { status } = await world.ask(request, { as: channel, scopes });
    if (status !== 204) throw new Error(`no moderator was made: ${status}`);
  }
  await env.CHAT_ROOM.getByName(idOf("host")).setStanding(idOf("host"), { subscribedMonths: 1, followedAt: null });
  const shown = async (login: string, scopes: readonly string[]) => ({
    "Client-Id": "operator",
    Authorization: `Bearer ${await world.token(login, scopes)}`,
  });
  people = {
    "no token": { "Client-Id": "operator" },
    "wrong token": { "Client-Id": "operator", Authorization: `Bearer ${"z".repeat(30)}` },
    "another program's id": { ...(await shown("host", ALL)), "Client-Id": "a".repeat(30) },
    session: { ...(await world.edge.guest("somebody_else")), "Client-Id": "operator" },
    program: await world.program(idOf("host")),
    "broadcaster without scope": await shown("host", []),
    impostor: await shown("other", ALL),
    stranger: await shown("other", ALL),
    "moderator of another channel": await shown("elsewhere", ALL),
    moderator: await shown("helper", ALL),
    broadcaster: await shown("host", ALL),
  };
});

const sessions = new Map<string, string>();

/** A listening socket of this person, for subscriptions to be made for. */
async function sessionOf(login: string): Promise<string> {
  const known = sessions.get(login);
  if (known !== undefined) return known;
  const { webSocket } = await world.edge.request("/eventsub/ws", { headers: { Upgrade: "websocket" } });
  if (webSocket === null) throw new Error("no socket was opened");
  const { payload } = await new EventsubClient(webSocket).message("session_welcome");
  const id = payload.session?.id ?? "";
  sessions.set(login, id);
  return id;
}

let tries = 0;

async function attempt(row: HelixRow, role: HelixRole, place: string): Promise<readonly [number, unknown]> {
  tries++;
  const login = LOGINS[role] ?? "host";
  const session = row.operation === "POST /eventsub/subscriptions" ? await sessionOf(login) : "";
  const me = role === "impostor" ? idOf("host") : idOf(login);
  const filled: Ids = { host: idOf("host"), me, target: idOf("target"), session };
  const [method = "", path = ""] = row.operation.split(" ");
  const body = row.body?.(filled);
  const answer = await world.edge.request(`${place}${path}?${row.query(filled)}`, {
    method,
    headers: {
      ...people[role],
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      // Each from an address of its own, so that no limit speaks first.
      "CF-Connecting-IP": `203.${tries >> 16}.${(tries >> 8) & 255}.${tries & 255}`,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  expect(text).not.toMatch(/SQLITE|D1_ERROR|\bat \w+ \(/);
  const message = text === "" ? null : (JSON.parse(text) as { readonly message?: unknown }).message;
  return [answer.status, message];
}

const isRefused = (status: number): boolean => status === 401 || status === 403;

/** In Twitch's words. */
function refusalOf(row: HelixRow, role: HelixRole): readonly [number, unknown] {
  const endpoint = ENDPOINTS.find(({ method, path }) => `${method} ${path}` === row.operation);
  switch (role) {
    case "no token":
    case "session":
      return [401, "OAuth token is missing"];
    case "wrong token":
      return [401, "Invalid OAuth token"];
    case "another program's id":
      return [401, "Client ID and OAuth token do not match"];
    case "program":
      return row.program ?? [401, "This request needs a user's access token."];
    case "broadcaster without scope":
      return endpoint === undefined
        ? (row.says ?? [0, ""])
        : [401, `Missing scope: ${(endpoint.scopes ?? []).join(" or ")}`];
    case "impostor":
      return row.own === undefined ? (row.says ?? [0, ""]) : notMatching(row.own);
    case "broadcaster":
      return row.denied ?? [0, ""];
    default:
      return row.says ?? notMatching(row.own ?? "");
  }
}

const notMatching = (parameter: string): readonly [number, string] => [
  401,
  `The ID in ${parameter} must match the user ID found in the request's OAuth token.`,
];

test("every endpoint has a row", () => {
  const named = new Set([...HELIX_ROWS, ...EVENTSUB_ROWS].map(({ operation }) => operation));
  expect(ENDPOINTS.map(({ method, path }) => `${method} ${path}`).filter((name) => !named.has(name))).toEqual([]);
});

const ROWS = [...HELIX_ROWS, ...EVENTSUB_ROWS].map((row) => [row.operation, row] as const);

test.each(ROWS)("%s lets in exactly those who may come in, and tells the others why", async (_, row) => {
  const answered: Partial<Record<HelixRole, unknown>> = {};
  const expected: Partial<Record<HelixRole, unknown>> = {};
  for (const role of HELIX_ROLES) {
    const [status, message] = await attempt(row, role, "/helix");
    answered[role] = isRefused(status) ? [status, message] : status >= 500 ? status : "let in";
    expected[role] = row.open.includes(role) ? "let in" : refusalOf(row, role);
    if (row.either?.includes(role) === true) expected[role] = answered[role];
  }
  expect(answered).toEqual(expected);
});

const ALIASES = [
  ...HELIX_ROWS.map((row) => ({ row, places: HELIX_PLACES })),
  ...EVENTSUB_ROWS.map((row) => ({ row, places: EVENTSUB_PLACES })),
].flatMap(({ row, places }) =>
  places.filter((place) => place !== "/helix").map((place) => [row.operation, place, row] as const),
);

test.each(ALIASES)("%s is as well guarded at “%s”", async (_, place, row) => {
  for (const role of ["no token", "impostor"] as const) {
    const [status, message] = await attempt(row, role, place);
    expect(isRefused(status) ? [status, message] : "let in").toEqual(
      row.open.includes(role) ? "let in" : refusalOf(row, role),
    );
  }
});
