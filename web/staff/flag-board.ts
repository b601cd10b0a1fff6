/** What the staff page knows of the flags, and what a change of one means for everyone. Pure; asks nobody. */
import * as v from "valibot";
import {
  type FeatureName,
  type FeatureValue,
  type Flag,
  type FlagChange,
  type FlagHistory,
  type FlagList,
  type FlagName,
  type FlagValue,
  featureNameSchema,
  MAX_FLAG_CHANGES,
  SETTINGS,
  type SettingName,
  settingNameSchema,
} from "#protocol/flags/flag.ts";

/**
 * Features that are asked for by channel. The others are asked for before anybody is known, where a share would be nobody: they are on
 * or off, and nothing else can be set.
 */
const BY_CHANNEL: ReadonlySet<FeatureName> = new Set(["broadcasts", "third_party_emotes", "chat", "uploads"]);

export type Feature = {
  readonly kind: "feature";
  readonly name: FeatureName;
  readonly value: FeatureValue;
  readonly byChannel: boolean;
};
export type Setting = { readonly kind: "setting"; readonly name: SettingName; readonly value: number | null };

/** What a flag is; null for one that this page does not know how to show. */
export function kindOf({ name, value }: Pick<Flag, "name" | "value">): Feature | Setting | null {
  if (v.is(featureNameSchema, name)) {
    if (value === null || !("on" in value)) return null;
    return { kind: "feature", name, value, byChannel: BY_CHANNEL.has(name) };
  }
  if (!v.is(settingNameSchema, name)) return null;
  return { kind: "setting", name, value: value !== null && "value" in value ? value.value : null };
}

/** Whether a feature is on for anybody at all. A setting stops nothing. */
export function isForAnybody(name: FlagName, value: FlagValue | null): boolean {
  if (value === null || !("on" in value)) return true;
  if (!value.on) return false;
  if (v.is(featureNameSchema, name) && !BY_CHANNEL.has(name)) return value.percent >= 100;
  return value.percent > 0 || value.channels.length > 0;
}

/** Whether a change takes a feature from everyone who has it. */
export const stopsForAll = (name: FlagName, from: FlagValue | null, to: FlagValue | null): boolean =>
  isForAnybody(name, from) && !isForAnybody(name, to);

/** A share of channels as it was typed, such as `12.5`; null when it is none. */
export function percentOf(text: string): number | null {
  const percent = /^\d{1,3}(?:\.\d{1,3})?$/.test(text.trim()) ? Number(text) : Number.NaN;
  return percent >= 0 && percent <= 100 ? percent : null;
}

/** A setting's number as it was typed; null when it is none that the setting may have. */
export function numberOf(name: SettingName, text: string): number | null {
  const { min, max } = SETTINGS[name];
  const number = /^\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return number >= min && number <= max ? number : null;
}

/** The list after one flag was changed. */
export function withFlag(list: FlagList, { changes, ...flag }: FlagHistory): FlagList {
  const others = list.changes.filter(({ name }) => name !== flag.name);
  return {
    flags: list.flags.map((one) => (one.name === flag.name ? flag : one)),
    changes: [...others, ...changes].toSorted((one, other) => other.at - one.at).slice(0, MAX_FLAG_CHANGES),
  };
}

export const lastChange = (list: FlagList, name: FlagName): FlagChange | null =>
  list.changes.find((change) => change.name === name) ?? null;
