/** AutoMod's level and the shield as Twitch's settings. Pure. */
import type { LogEntry } from "#protocol/chat/moderation.ts";
import type { Modes } from "#protocol/chat/modes.ts";
import type { HelixAutoModSettings, HelixShield } from "#protocol/helix/moderation.ts";
import { timeOf } from "./shapes.ts";

/** One level is good for every category. */
export function autoModSettings(
  channelId: string,
  moderatorId: string,
  { autoModLevel: level }: Modes,
): HelixAutoModSettings {
  return {
    broadcaster_id: channelId,
    moderator_id: moderatorId,
    overall_level: level,
    disability: level,
    aggression: level,
    sexuality_sex_or_gender: level,
    misogyny: level,
    bullying: level,
    swearing: level,
    race_ethnicity_or_religion: level,
    sex_based_terms: level,
  };
}

/** Who switched it on last, the room's log says, newest first; it forgets what is long ago. */
export function shieldOf({ shield }: Modes, log: readonly LogEntry[]): HelixShield {
  const entry = log.find(({ action, detail }) => action === "modes" && /(?:^|, )shield on(?:,|$)/.test(detail));
  return {
    is_active: shield,
    moderator_id: entry?.by?.userId ?? "",
    moderator_login: entry?.by?.login ?? "",
    moderator_name: entry?.by?.name ?? "",
    last_activated_at: entry === undefined ? "" : timeOf(entry.at),
  };
}
