/** The few calls of the Worker's API that the commands make, over HTTP, with the operator's token where one is needed. */
import * as v from "valibot";
import { type ChannelChange, type Panels, panelsSchema } from "#protocol/channel/about.ts";
import {
  type ChannelState,
  type CreatedChannel,
  channelStateSchema,
  createdChannelSchema,
} from "#protocol/channel/channel.ts";
import { type NewSegment, type Schedule, scheduleSchema } from "#protocol/channel/schedule.ts";
import {
  type Categories,
  type Category,
  categoriesSchema,
  categorySchema,
  MAX_PAGE,
  type Refreshed,
  refreshedSchema,
} from "#protocol/discovery/category.ts";
import { type FollowState, followStateSchema } from "#protocol/discovery/follow.ts";
import {
  type Flag,
  type FlagHistory,
  type FlagName,
  type FlagValue,
  flagHistorySchema,
  flagListSchema,
} from "#protocol/flags/flag.ts";
import { type Account, accountSchema, type CreatedToken, createdTokenSchema } from "#protocol/users/user.ts";

/** A Worker on this machine that does not answer within this time does not answer, milliseconds. */
const ANSWER_WITHIN_MS = 10_000;
/** A refresh asks a service outside, page by page. Milliseconds. */
const REFRESH_WITHIN_MS = 90_000;

const errorSchema = v.object({ error: v.object({ code: v.string(), message: v.string() }) });
const liveSchema = v.object({ channels: v.array(channelStateSchema) });

/** The Worker said no, in words for a person. */
export class ApiRefusal extends Error {
  override name = "ApiRefusal";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export type Api = {
  createChannel(login: string, title?: string): Promise<CreatedChannel>;
  /** A new stream key; the old one ends at once. */
  rotateKey(login: string): Promise<CreatedChannel>;
  /** Null when there is no such channel. */
  channel(login: string): Promise<ChannelState | null>;
  channels(): Promise<readonly ChannelState[]>;
  live(): Promise<readonly ChannelState[]>;
  changeChannel(login: string, change: ChannelChange): Promise<ChannelState>;
  setPanels(login: string, panels: Panels): Promise<Panels>;
  /** The whole schedule, with the new segment. */
  addSegment(login: string, segment: NewSegment): Promise<Schedule>;
  category(slug: string): Promise<Category>;
  /** A page of all of them, most viewers first; `cursor` is the one of the page before. */
  categories(cursor: string | null): Promise<Categories>;
  /** Takes so many games over from the game data service; as many as the Worker takes by itself with null. */
  refreshCategories(count: number | null): Promise<Refreshed>;
  /** The user of the token follows the channel. */
  follow(token: string, login: string): Promise<FollowState>;
  createUser(user: {
    readonly login: string;
    readonly displayName?: string | undefined;
    readonly staff?: boolean | undefined;
  }): Promise<Account>;
  changeUser(login: string, change: { readonly login: string }): Promise<Account>;
  /** The token is answered this once. */
  createToken(
    login: string,
    options?: { readonly scopes?: readonly string[] | undefined; readonly days?: number | undefined },
  ): Promise<CreatedToken>;
  flags(): Promise<readonly Flag[]>;
  flag(name: FlagName): Promise<FlagHistory>;
  /** Null takes the value away. */
  setFlag(name: FlagName, to: FlagValue | null): Promise<FlagHistory>;
};

export function createApi(origin: string, operatorToken: string): Api {
  const call = async <Schema extends v.GenericSchema>(
    schema: Schema,
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    body?: unknown,
    token = operatorToken,
    withinMs = ANSWER_WITHIN_MS,
  ): Promise<v.InferOutput<Schema>> => {
    const headers = new Headers({ authorization: `Bearer ${token}` });
    if (body !== undefined) headers.set("content-type", "application/json");
    const response = await fetch(new URL(path, origin), {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(withinMs),
    });
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) return v.parse(schema, answer);
    const error = v.safeParse(errorSchema, answer);
    const sentence = error.success ? error.output.error.message : `${method} ${path} answered ${response.status}`;
    throw new ApiRefusal(response.status, sentence);
  };
  return {
    createChannel: (login, title) =>
      call(createdChannelSchema, "POST", "/api/channels", title === undefined ? { login } : { login, title }),
    rotateKey: (login) => call(createdChannelSchema, "POST", `/api/channels/${encodeURIComponent(login)}/key`),
    channels: async () => (await call(liveSchema, "GET", "/api/channels")).channels,
    live: async () => (await call(liveSchema, "GET", "/api/live")).channels,
    changeChannel: (login, change) =>
      call(channelStateSchema, "PATCH", `/api/channels/${encodeURIComponent(login)}`, change),
    setPanels: (login, panels) =>
      call(panelsSchema, "PUT", `/api/channels/${encodeURIComponent(login)}/panels`, panels),
    addSegment: (login, segment) =>
      call(scheduleSchema, "POST", `/api/channels/${encodeURIComponent(login)}/schedule/segments`, segment),
    category: (slug) => call(categorySchema, "GET", `/api/categories/${encodeURIComponent(slug)}`),
    categories: (cursor) =>
      call(
        categoriesSchema,
        "GET",
        `/api/categories?limit=${MAX_PAGE}${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`,
      ),
    refreshCategories: (count) =>
      call(
        refreshedSchema,
        "POST",
        "/api/categories/refresh",
        count === null ? {} : { count },
        operatorToken,
        REFRESH_WITHIN_MS,
      ),
    follow: (token, login) =>
      call(followStateSchema, "PUT", `/api/channels/${encodeURIComponent(login)}/follow`, undefined, token),
    createUser: (user) => call(accountSchema, "POST", "/api/users", user),
    changeUser: (login, change) => call(accountSchema, "PATCH", `/api/users/${encodeURIComponent(login)}`, change),
    createToken: (login, options = {}) =>
      call(createdTokenSchema, "POST", `/api/users/${encodeURIComponent(login)}/token`, options),
    flags: async () => (await call(flagListSchema, "GET", "/api/flags")).flags,
    flag: (name) => call(flagHistorySchema, "GET", `/api/flags/${name}`),
    setFlag: (name, to) =>
      to === null
        ? call(flagHistorySchema, "DELETE", `/api/flags/${name}`)
        : call(flagHistorySchema, "PUT", `/api/flags/${name}`, to),
    channel: async (login) => {
      try {
        return await call(channelStateSchema, "GET", `/api/channels/${encodeURIComponent(login)}`);
      } catch (error) {
        if (error instanceof ApiRefusal && error.status === 404) return null;
        throw error;
      }
    },
  };
}
