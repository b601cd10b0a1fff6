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
import { type Answered, type Client, createClient } from "#workers/client.ts";

/** A Worker on this machine that does not answer within this time does not answer, milliseconds. */
const ANSWER_WITHIN_MS = 10_000;
/** A refresh asks a service outside, page by page. Milliseconds. */
const REFRESH_WITHIN_MS = 90_000;

const errorSchema = v.object({ error: v.object({ code: v.string(), message: v.string() }) });
const jsonSchema = v.pipe(v.string(), v.parseJson());
const channelsSchema = v.object({ channels: v.array(channelStateSchema) });

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
  const { api } = clientOf(origin, operatorToken);
  return {
    createChannel: (login, title) =>
      read(createdChannelSchema, api.channels.$post({ json: title === undefined ? { login } : { login, title } })),
    rotateKey: (login) => read(createdChannelSchema, api.channels[":login"].key.$post(of(login))),
    channels: async () => (await read(channelsSchema, api.channels.$get())).channels,
    live: async () => (await read(channelsSchema, api.live.$get({ query: {} }))).channels,
    changeChannel: (login, json) => read(channelStateSchema, api.channels[":login"].$patch({ ...of(login), json })),
    setPanels: (login, json) => read(panelsSchema, api.channels[":login"].panels.$put({ ...of(login), json })),
    addSegment: (login, json) =>
      read(scheduleSchema, api.channels[":login"].schedule.segments.$post({ ...of(login), json })),
    category: (slug) =>
      read(categorySchema, api.categories[":slug"].$get({ param: { slug: encodeURIComponent(slug) } })),
    categories: (cursor) => {
      const query = { limit: String(MAX_PAGE), ...(cursor === null ? {} : { cursor }) };
      return read(categoriesSchema, api.categories.$get({ query }));
    },
    refreshCategories: (count) => {
      const within = { init: { signal: AbortSignal.timeout(REFRESH_WITHIN_MS) } };
      return read(refreshedSchema, api.categories.refresh.$post({ json: count === null ? {} : { count } }, within));
    },
    follow: (token, login) =>
      read(followStateSchema, clientOf(origin, token).api.channels[":login"].follow.$put(of(login))),
    createUser: (json) => read(accountSchema, api.users.$post({ json })),
    changeUser: (login, json) => read(accountSchema, api.users[":login"].$patch({ ...of(login), json })),
    createToken: (login, { scopes, days } = {}) => {
      const json = { days, scopes: scopes === undefined ? undefined : [...scopes] };
      return read(createdTokenSchema, api.users[":login"].token.$post({ ...of(login), json }));
    },
    flags: async () => (await read(flagListSchema, api.flags.$get())).flags,
    flag: (name) => read(flagHistorySchema, api.flags[":name"].$get({ param: { name } })),
    setFlag: (name, to) => {
      const [flag, param] = [api.flags[":name"], { name }];
      return read(flagHistorySchema, to === null ? flag.$delete({ param }) : flag.$put({ param, json: to }));
    },
    channel: async (login) => {
      try {
        return await read(channelStateSchema, api.channels[":login"].$get(of(login)));
      } catch (error) {
        if (error instanceof ApiRefusal && error.status === 404) return null;
        throw error;
      }
    },
  };
}

const clientOf = (origin: string, token: string): Client =>
  createClient(origin, {
    token,
    fetch: (address, init) =>
      fetch(address, { ...init, signal: init?.signal ?? AbortSignal.timeout(ANSWER_WITHIN_MS) }),
  });

/** A channel or a person, by the login that was typed. */
const of = (login: string) => ({ param: { login: encodeURIComponent(login) } });

async function read<Schema extends v.GenericSchema>(
  schema: Schema,
  call: Promise<Answered<Schema>>,
): Promise<v.InferOutput<Schema>> {
  const response = await call;
  const answer = v.safeParse(jsonSchema, await response.text());
  if (response.ok) return v.parse(schema, answer.output);
  const error = v.safeParse(errorSchema, answer.output);
  const sentence = error.success ? error.output.error.message : `${response.url} answered ${response.status}`;
  throw new ApiRefusal(response.status, sentence);
}
