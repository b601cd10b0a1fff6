/** The access table: every route of the Worker, and who may come in. A new route gets a row here, or the test fails. */
import {
  ACCOUNTS,
  BROADCASTERS,
  COVERED,
  EDITORS,
  EVERYBODY,
  MODERATORS,
  NOBODY,
  OPERATOR,
  PEOPLE,
  READERS,
  type Role,
  type Row,
  SESSIONS,
  STAFF,
  TOKENS,
} from "./access-row.ts";

const row = (route: string, open: readonly Role[], more: Omit<Row, "route" | "open"> = {}): Row => ({
  route,
  open,
  ...more,
});
const empty = (): unknown => ({});

/** Bodies that fit, so that it is the person who decides and not the schema. */
const BODIES: Readonly<Record<string, (n: number) => unknown>> = {
  "PATCH /api/me": (n) => ({ description: `about ${n}` }),
  "POST /api/me/login": (n) => ({ login: `renamed_${n}` }),
  "POST /api/auth/complete": (n) => ({ login: `completed_${n}` }),
  "POST /api/auth/two-factor/enable": () => ({ password: "not the password" }),
  "POST /api/auth/two-factor/disable": () => ({ password: "not the password" }),
  "POST /api/auth/two-factor/backup-codes": () => ({ password: "not the password" }),
  "POST /api/auth/two-factor/confirm": () => ({ code: "123456" }),
  "POST /api/auth/password": () => ({ current: "not the password", password: "another good password" }),
  "POST /api/auth/mail": (n) => ({ email: `other${n}@mail.test`, password: "not the password" }),
  "POST /api/auth/passkeys": () => ({
    name: "Key",
    response: {
      id: "AA",
      rawId: "AA",
      type: "public-key",
      response: { clientDataJSON: "AA", attestationObject: "AA" },
    },
  }),
};
const DEVICE = {
  endpoint: "https://push.example/x",
  keys: { p256dh: `B${"A".repeat(86)}`, auth: "A".repeat(22) },
};

/** It begins too long ago: who may come in is told so, and the schedule stays empty. */
const SEGMENT = { startAt: 0, timeZone: "UTC", minutes: 60, title: "", category: null, weekly: true };

const CHANNELS: readonly Row[] = [
  row("GET /api/live", EVERYBODY),
  row("GET /api/channels/:login", EVERYBODY),
  row("GET /api/channels/:login/vods", EVERYBODY),
  row("GET /api/channels/:login/panels", EVERYBODY),
  row("POST /api/channels/:login/heartbeat", EVERYBODY, { body: (n) => ({ viewer: `viewer-${n}` }) }),
  row("PATCH /api/channels/:login", [...EDITORS, "operator"], { body: (n) => ({ title: `title ${n}` }) }),
  row("PUT /api/channels/:login/panels", [...EDITORS, "operator"], { body: () => ({ panels: [] }) }),
  row("GET /api/channels/:login/schedule", EVERYBODY),
  row("GET /api/channels/:login/schedule.ics", EVERYBODY),
  row("POST /api/channels/:login/schedule/segments", [...EDITORS, "operator"], { body: () => SEGMENT }),
  row("PATCH /api/channels/:login/schedule/segments/:segment", [...EDITORS, "operator"], {
    body: () => ({ minutes: 45 }),
  }),
  row("DELETE /api/channels/:login/schedule/segments/:segment", [...EDITORS, "operator"]),
  row("PUT /api/channels/:login/schedule/segments/:segment/cancelled/:week", [...EDITORS, "operator"]),
  row("DELETE /api/channels/:login/schedule/segments/:segment/cancelled/:week", [...EDITORS, "operator"]),
  row("PUT /api/channels/:login/schedule/vacation", [...EDITORS, "operator"], {
    body: () => ({ startAt: 0, endAt: 1, timeZone: "UTC" }),
  }),
  row("DELETE /api/channels/:login/schedule/vacation", [...EDITORS, "operator"]),
  row("PUT /api/channels/:login/avatar", BROADCASTERS),
  row("DELETE /api/channels/:login/avatar", BROADCASTERS),
  row("PUT /api/channels/:login/banner", BROADCASTERS),
  row("DELETE /api/channels/:login/banner", BROADCASTERS),
  row("GET /api/channels/:login/health", EDITORS),
  row("POST /api/channels", OPERATOR, { body: (n) => ({ login: `made_channel_${n}` }) }),
  row("GET /api/channels", OPERATOR),
  row("POST /api/channels/:login/key", OPERATOR),
  row("POST /streams/start", COVERED, { body: empty }),
  row("GET /streams/:id", EVERYBODY, { path: "/streams/1001" }),
  row("GET /streams/:id/manifest.m3u8", EVERYBODY, { path: "/streams/1001/manifest.m3u8" }),
];

const DISCOVERY: readonly Row[] = [
  row("GET /api/categories", EVERYBODY),
  row("GET /api/categories/:slug", EVERYBODY),
  row("POST /api/categories/refresh", OPERATOR, { body: empty }),
  row("GET /api/search", EVERYBODY, { path: "/api/search?q=host" }),
  row("GET /api/search/suggest", EVERYBODY, { path: "/api/search/suggest?q=host" }),
  row("GET /api/channels/:login/follow", COVERED),
  row("PUT /api/channels/:login/follow", ACCOUNTS),
  row("DELETE /api/channels/:login/follow", ACCOUNTS),
  row("GET /api/me/following", COVERED),
  row("GET /api/channels/:login/followers", READERS),
  row("GET /api/me/notifications", SESSIONS),
  row("PUT /api/me/notifications", SESSIONS, {
    body: () => ({ push: false, mail: false, quiet: null }),
  }),
  row("GET /api/me/notifications/recent", SESSIONS),
  row("PUT /api/me/notifications/muted/:channelId", SESSIONS, { path: "/api/me/notifications/muted/1001" }),
  row("DELETE /api/me/notifications/muted/:channelId", SESSIONS, { path: "/api/me/notifications/muted/1001" }),
  row("POST /api/me/push", SESSIONS, { body: () => DEVICE }),
  row("DELETE /api/me/push", SESSIONS, { body: () => ({ endpoint: "https://push.example/x" }) }),
  row("GET /api/me/blocks", COVERED),
  row("PUT /api/me/blocks/:user", COVERED),
  row("DELETE /api/me/blocks/:user", COVERED),
  row("GET /oembed", EVERYBODY, { path: "/oembed?url=https%3A%2F%2Frill.test%2Fhost" }),
  row("GET /feed/:login", EVERYBODY),
];

const CHAT: readonly Row[] = [
  row("POST /chat/messages", COVERED, { body: (n) => ({ channelId: "1001", message: `line number ${n}` }) }),
  row("GET /chat/:login/messages", EVERYBODY),
  row("GET /chat/:login/moderation", MODERATORS),
  row("POST /chat/:login/moderation", MODERATORS, { body: (n) => ({ kind: "addTerm", term: `blocked${n}` }) }),
  row("PUT /chat/:login/standings/:user", OPERATOR, { body: () => ({ subscribedMonths: 3, followedAt: 1 }) }),
  row("GET /chat/:login/emotes", EVERYBODY),
  row("POST /chat/:login/emotes", BROADCASTERS),
  row("DELETE /chat/:login/emotes/:id", BROADCASTERS, { path: "/chat/host/emotes/1001-5" }),
  row("PUT /chat/:login/emotes/third-party", BROADCASTERS, { body: () => ({ provider: "bttv", twitchId: null }) }),
  row("POST /api/chat/ticket", COVERED, { body: () => ({ channel: "host" }) }),
];

const ACCOUNT: readonly Row[] = [
  row("GET /api/users/:login", EVERYBODY, { path: "/api/users/target" }),
  row("POST /api/users", OPERATOR, { body: (n) => ({ login: `made_${n}` }) }),
  row("PATCH /api/users/:login", OPERATOR, { path: "/api/users/target", body: () => ({ staff: false }) }),
  row("POST /api/users/:login/token", OPERATOR, { path: "/api/users/target/token", body: empty }),
  row("GET /api/session", READERS),
  row("POST /api/session", EVERYBODY, { body: () => ({ name: "x" }) }),
  row("GET /api/auth/state", READERS),
  ...[
    "POST /api/auth/sign-up",
    "POST /api/auth/verify-mail",
    "POST /api/auth/log-in",
    "POST /api/auth/two-factor",
    "POST /api/auth/passkey",
    "POST /api/auth/reset",
    "POST /api/auth/reset/confirm",
    "POST /api/auth/mail/confirm",
    "POST /api/auth/social/:provider",
  ].map((route) => row(route, EVERYBODY, { body: empty })),
  row("POST /api/auth/passkey/options", EVERYBODY),
  row("GET /api/auth/callback/:provider", EVERYBODY),
  ...[
    "POST /api/auth/complete",
    "POST /api/auth/two-factor/enable",
    "POST /api/auth/two-factor/confirm",
    "POST /api/auth/two-factor/disable",
    "POST /api/auth/two-factor/backup-codes",
    "POST /api/auth/passkeys/options",
    "POST /api/auth/passkeys",
    "POST /api/auth/password",
    "POST /api/auth/mail",
    "PATCH /api/me",
    "POST /api/me/login",
  ].map((route) => row(route, NOBODY, { body: BODIES[route] ?? empty, either: PEOPLE })),
  row("GET /api/auth/passkeys", PEOPLE),
  row("DELETE /api/auth/passkeys/:id", PEOPLE, { path: "/api/auth/passkeys/none" }),
  row("GET /api/auth/sessions", PEOPLE),
  row("DELETE /api/auth/sessions", PEOPLE),
  row("DELETE /api/auth/sessions/:id", PEOPLE, { path: "/api/auth/sessions/none" }),
  row("GET /api/auth/connections", PEOPLE),
  row("DELETE /api/auth/connections/:provider", PEOPLE),
  row("GET /api/me", SESSIONS),
  row("GET /api/me/stream-key", PEOPLE),
  row("POST /api/me/stream-key", PEOPLE),
  row("GET /api/me/editors", PEOPLE),
  row("PUT /api/me/editors/:login", PEOPLE, { path: "/api/me/editors/target" }),
  row("DELETE /api/me/editors/:login", PEOPLE, { path: "/api/me/editors/target" }),
  row("GET /api/me/export", PEOPLE),
  row("POST /api/purges", OPERATOR),
];

const PROGRAMS: readonly Row[] = [
  row("GET /api/apps", PEOPLE),
  row("POST /api/apps", PEOPLE, {
    body: (n) => ({ name: `App ${n}`, kind: "public", redirectUris: ["https://app.example/back"] }),
  }),
  row("PATCH /api/apps/:clientId", PEOPLE, { path: "/api/apps/none", body: () => ({ name: "Renamed" }) }),
  row("DELETE /api/apps/:clientId", PEOPLE, { path: "/api/apps/none" }),
  row("POST /api/apps/:clientId/secret", PEOPLE, { path: "/api/apps/none/secret" }),
  row("GET /api/connections", PEOPLE),
  row("DELETE /api/connections/:clientId", PEOPLE, { path: "/api/connections/none" }),
  row("POST /api/eventsub/sessions/:id/reconnect", OPERATOR, { path: "/api/eventsub/sessions/none/reconnect" }),
];

const SITE: readonly Row[] = [
  row("GET /api/flags", STAFF),
  row("GET /api/flags/:name", STAFF),
  row("PUT /api/flags/:name", STAFF, { body: () => ({ on: true }) }),
  row("DELETE /api/flags/:name", STAFF),
  row("GET /ingests", EVERYBODY),
  row("POST /api/v3/GetClientConfiguration", EVERYBODY, { body: empty }),
  row("POST /api/ingest/open", NOBODY, { body: () => ({ streamKey: "x", nodeId: "node-1", protocol: "rtmp" }) }),
  row("PUT /api/ingest/channels/:channelId/broadcasts/:broadcastId/still", NOBODY, {
    path: "/api/ingest/channels/1001/broadcasts/1/still",
  }),
  row("GET /openapi.json", EVERYBODY),
  row("GET /docs/api", EVERYBODY),
  row("GET /docs/api.css", EVERYBODY),
];

/** The authorization server, at its two places: pages and grants with rules of their own, which `workers/oauth` tests. */
const OAUTH: readonly Row[] = [
  ...["/oauth2", "/auth"].flatMap((place) => [
    row(`GET ${place}/authorize`, EVERYBODY),
    row(`POST ${place}/authorize`, EVERYBODY, { body: empty }),
    row(`POST ${place}/token`, EVERYBODY, { body: empty }),
    row(`POST ${place}/device`, EVERYBODY, { body: empty }),
    row(`POST ${place}/revoke`, EVERYBODY, { body: empty }),
    row(`GET ${place}/validate`, TOKENS),
  ]),
  row("GET /activate", READERS),
  row("POST /activate", PEOPLE, { body: empty }),
];

/** What the Twitch-shaped API has that asks for no token; everything else of it is in `helix-access-rows.ts`. */
const TWITCH: readonly Row[] = [
  ...["/helix", "/mock"].flatMap((place) => [
    row(`GET ${place}/emoticons/v2/:id/:format/:theme/:scale`, EVERYBODY, {
      path: `${place}/emoticons/v2/rillwave/static/light/1.0`,
    }),
    row(`GET ${place}/schedule/icalendar`, EVERYBODY, { path: `${place}/schedule/icalendar?broadcaster_id=1001` }),
  ]),
  ...["users", "streams", "categories"].map((unit) => row(`GET /units/${unit}`, EVERYBODY)),
];

export const ROWS: readonly Row[] = [
  ...CHANNELS,
  ...DISCOVERY,
  ...CHAT,
  ...ACCOUNT,
  ...PROGRAMS,
  ...OAUTH,
  ...TWITCH,
  ...SITE,
];

/** Routes that no row tries, and who does instead. */
export const ELSEWHERE: readonly { readonly route: RegExp; readonly why: string }[] = [
  { route: /^ALL \/$/, why: "the front page is an asset" },
  { route: /^GET \/(?:irc)?$/, why: "sockets: who somebody is, IRC asks later (durable-objects/irc-gateway)" },
  { route: /^GET \/chat\/:login$/, why: "a socket: workers/chat/routes.workerd.test.ts" },
  { route: /^GET \/(?:eventsub\/)?ws$/, why: "a socket: workers/eventsub" },
  {
    route: /^GET \/api\/ingest\/channels\//,
    why: "a socket with a token of its lease: durable-objects/live-channel/uplink.workerd.test.ts",
  },
  { route: /^GET \/live\//, why: "playback, for everybody" },
  { route: /^GET \/vods\//, why: "playback, for everybody" },
  { route: /^GET \/(?:emotes|images)\//, why: "pictures, for everybody" },
  { route: /^ALL \/(?:helix|mock|units)\/\*$/, why: "what nothing answers: workers/helix/routes.workerd.test.ts" },
  { route: /^\w+ \/debug\//, why: "does not exist in production: tested here" },
  {
    route: /^DELETE \/api\/(?:session|me)$/,
    why: "ends the very session that tries it: workers/users, workers/accounts",
  },
];
