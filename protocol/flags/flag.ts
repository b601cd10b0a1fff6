/**
 * Operator settings and feature flags: the closed list of them, what each may be set to, and whom a feature is on for. Pure; where values
 * are kept, and who may change them, is not its business.
 */
import * as v from "valibot";
import { MAX_RELAY_SOCKETS } from "../chat/limits.ts";
import { idSchema, loginSchema } from "../ids.ts";

/** Channels that one flag names, at most. */
export const MAX_FLAG_CHANNELS = 100;
/** Changes that are remembered, at most. */
export const MAX_FLAG_CHANGES = 100;
/** Sockets from which a chat room may be told to grow over relays, at least: below it relays cost more than they carry. */
const MIN_RELAY_SETTING = 100;

export const FEATURES = {
  guests: "People without an account may take a name.",
  sign_ups: "New accounts may be made.",
  broadcasts: "Channels may begin new broadcasts; what is on goes on.",
  third_party_emotes: "Channels may show emotes of other sites; by channel.",
  mail: "Mail is sent.",
  chat: "Everybody may write in chat, not moderators alone; by channel.",
  uploads: "Pictures and emotes may be uploaded; by channel.",
  api_apps: "Apps may be registered, and people may let apps in; apps that are let in go on.",
  notices: "Followers are told of broadcasts; those that begin while it is off are told to nobody.",
  webhooks: "Events go to the addresses of programs; those of the time that it is off are dropped.",
  search: "Search and its suggestions answer.",
} as const;
export type FeatureName = keyof typeof FEATURES;

export const SETTINGS = {
  chat_relay_sockets: {
    about:
      "Sockets at which a chat room grows over relays, and that each relay should have; unset, the room's own limits.",
    min: MIN_RELAY_SETTING,
    max: MAX_RELAY_SOCKETS,
  },
} as const;
export type SettingName = keyof typeof SETTINGS;

export const FLAG_NAMES = [...Object.keys(FEATURES), ...Object.keys(SETTINGS)] as const;
export const featureNameSchema = v.picklist([
  "guests",
  "sign_ups",
  "broadcasts",
  "third_party_emotes",
  "mail",
  "chat",
  "uploads",
  "api_apps",
  "notices",
  "webhooks",
  "search",
]);
export const settingNameSchema = v.picklist(["chat_relay_sockets"]);
export const flagNameSchema = v.union([featureNameSchema, settingNameSchema], "there is no such flag");
export type FlagName = FeatureName | SettingName;

/** Whom a feature is on for. `on` false is the kill switch: nobody, whatever else is said. */
export const featureValueSchema = v.strictObject({
  on: v.boolean(),
  /** Share of users, or of channels where no user is known, 0 to 100; the same ones as long as it only grows. */
  percent: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100)), 100),
  /** Ids of channels that it is on for whatever the percentage. */
  channels: v.optional(v.pipe(v.array(idSchema), v.maxLength(MAX_FLAG_CHANNELS)), []),
  /** Ids of channels that it is off for, whatever else is said. */
  except: v.optional(v.pipe(v.array(idSchema), v.maxLength(MAX_FLAG_CHANNELS))),
});
export type FeatureValue = Readonly<v.InferOutput<typeof featureValueSchema>>;

export const settingValueSchema = v.strictObject({ value: v.pipe(v.number(), v.integer(), v.minValue(0)) });
export type SettingValue = Readonly<v.InferOutput<typeof settingValueSchema>>;

/** `PUT /api/flags/:name`: the whole of a flag's value. */
export const flagValueSchema = v.union([featureValueSchema, settingValueSchema]);
export type FlagValue = FeatureValue | SettingValue;

/** Values by name, as they are set; what is not named has its default. */
export type FlagValues = {
  readonly [Name in FeatureName]?: FeatureValue | undefined;
} & { readonly [Name in SettingName]?: SettingValue | undefined };

export const flagValuesSchema = v.object({
  guests: v.optional(featureValueSchema),
  sign_ups: v.optional(featureValueSchema),
  broadcasts: v.optional(featureValueSchema),
  third_party_emotes: v.optional(featureValueSchema),
  mail: v.optional(featureValueSchema),
  chat: v.optional(featureValueSchema),
  uploads: v.optional(featureValueSchema),
  api_apps: v.optional(featureValueSchema),
  notices: v.optional(featureValueSchema),
  webhooks: v.optional(featureValueSchema),
  search: v.optional(featureValueSchema),
  chat_relay_sockets: v.optional(settingValueSchema),
});

/** Who changes a flag: a member of staff by login and id, or the operator. */
export const changerSchema = v.object({
  id: v.nullable(idSchema),
  login: v.union([loginSchema, v.literal("operator")]),
});
export type Changer = Readonly<v.InferOutput<typeof changerSchema>>;

export const flagChangeSchema = v.object({
  name: flagNameSchema,
  /** Milliseconds since the Unix epoch. */
  at: v.number(),
  by: changerSchema,
  /** Null: the default. */
  from: v.nullable(flagValueSchema),
  to: v.nullable(flagValueSchema),
});
export type FlagChange = Readonly<v.InferOutput<typeof flagChangeSchema>>;

/** Everything that is kept; the latest change first. */
export const flagStateSchema = v.object({
  values: flagValuesSchema,
  changes: v.pipe(v.array(flagChangeSchema), v.maxLength(MAX_FLAG_CHANGES)),
});
export type FlagState = { readonly values: FlagValues; readonly changes: readonly FlagChange[] };

/** One flag, as `GET /api/flags` says it. */
export const flagSchema = v.object({
  name: flagNameSchema,
  about: v.string(),
  /** What holds now; null for a setting that has no number. */
  value: v.nullable(flagValueSchema),
  isDefault: v.boolean(),
  /** What holds while nothing is set; null for a setting. */
  default: v.nullable(flagValueSchema),
});
export type Flag = Readonly<v.InferOutput<typeof flagSchema>>;
/** Every flag, and the latest changes of all of them. */
export const flagListSchema = v.object({ flags: v.array(flagSchema), changes: v.array(flagChangeSchema) });
export type FlagList = Readonly<v.InferOutput<typeof flagListSchema>>;
export const flagHistorySchema = v.object({ ...flagSchema.entries, changes: v.array(flagChangeSchema) });
export type FlagHistory = Readonly<v.InferOutput<typeof flagHistorySchema>>;

/** Why a value cannot be the flag's, as a sentence; null when it can. */
export function faultOfValue(name: FlagName, value: FlagValue): string | null {
  if (v.is(featureNameSchema, name)) return "on" in value ? null : `${name} is a feature: it is on or off.`;
  const { min, max } = SETTINGS[name];
  const fits = "value" in value && value.value >= min && value.value <= max;
  return fits ? null : `${name} is a whole number from ${min} to ${max}.`;
}

/** Who or what a feature is asked for. */
export type FlagSubject = { readonly userId?: string | undefined; readonly channelId?: string | undefined };

/** Whether a feature is on for somebody. A share of users holds nobody whom it cannot tell apart. */
export function isFeatureOn(name: FeatureName, value: FeatureValue, subject: FlagSubject = {}): boolean {
  if (!value.on) return false;
  if (subject.channelId !== undefined && value.except?.includes(subject.channelId) === true) return false;
  if (subject.channelId !== undefined && value.channels.includes(subject.channelId)) return true;
  if (value.percent >= 100) return true;
  const id = subject.userId ?? subject.channelId;
  return id !== undefined && shareOf(`${name}:${id}`) < value.percent;
}

/** Where a text stands between 0 and 100, always the same, evenly spread: FNV-1a with a last mix of its bits, since ids differ in their end. */
export function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32) * 100;
}
