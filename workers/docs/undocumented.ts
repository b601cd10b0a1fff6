/** Routes that the description of the API leaves out, each with the reason and where it is told instead. */

export type Undocumented = { readonly route: RegExp; readonly why: string };

export const UNDOCUMENTED: readonly Undocumented[] = [
  { route: /^ALL \/$/, why: "the front page" },
  { route: /^GET \/(?:irc)?$/, why: "IRC over WebSocket: docs/bots.md" },
  { route: /^GET \/chat\/:login$/, why: "a WebSocket: docs/protocol.md" },
  { route: /^(?:GET|POST|PUT) \/api\/ingest\//, why: "between transcoder nodes and the Worker: docs/protocol.md" },
  { route: /^GET \/(?:eventsub\/)?ws$/, why: "a WebSocket: docs/events.md" },
  { route: /^\w+ \/eventsub\//, why: "another name of /helix/eventsub: docs/events.md" },
  { route: /^\w+ \/debug\//, why: "there in development only" },
  { route: /^\w+ \/helix\//, why: "Twitch's shapes, as dev.twitch.tv/docs/api/reference tells them" },
  {
    route: /^\w+ \/eventsub\/subscriptions$/,
    why: "another name of /helix/eventsub/subscriptions, for the same programs",
  },
  { route: /^GET \/(?:eventsub\/)?ws$/, why: "EventSub's WebSocket, as dev.twitch.tv/docs/eventsub tells it" },
  { route: /^\w+ \/units\//, why: "of Twitch's test server; there in development only" },
  { route: /^\w+ \/mock\//, why: "another name of /helix, for programs that are written against Twitch's test server" },
  { route: /^\w+ \/auth\//, why: "another name of /oauth2, for the same programs" },
  { route: /^GET \/emotes\/:file$/, why: "drawings by their file names, as /emotes/:id/:side answers them" },
  { route: /^GET \/(?:docs\/|openapi\.json$)/, why: "this description itself" },
];

export const isUndocumented = (name: string): boolean => UNDOCUMENTED.some(({ route }) => route.test(name));
