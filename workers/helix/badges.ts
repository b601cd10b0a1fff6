/** The badges that names carry here, as Twitch lists badges. Pure. */
import { SUBSCRIBER_MONTHS } from "#durable-objects/chat-room/badges.ts";
import type { HelixBadgeSet, HelixBadgeVersion } from "#protocol/helix/chat.ts";
import { badgeUrl } from "./pictures.ts";

const TITLES: Readonly<Record<string, string>> = {
  broadcaster: "Broadcaster",
  moderator: "Moderator",
  vip: "VIP",
  staff: "Staff",
  partner: "Verified",
};

export const globalBadges = (origin: string): readonly HelixBadgeSet[] => [
  ...Object.entries(TITLES).map(([set, title]) => ({ set_id: set, versions: [version(origin, set, "1", title)] })),
  {
    set_id: "subscriber",
    versions: SUBSCRIBER_MONTHS.map((months) => version(origin, "subscriber", String(months), subscriber(months))),
  },
];

const subscriber = (months: number): string => (months === 0 ? "Subscriber" : `${months}-Month Subscriber`);

/** A drawing is good at any size. */
function version(origin: string, set: string, id: string, title: string): HelixBadgeVersion {
  const url = badgeUrl(origin, set);
  return {
    id,
    image_url_1x: url,
    image_url_2x: url,
    image_url_4x: url,
    title,
    description: title,
    click_action: null,
    click_url: null,
  };
}
