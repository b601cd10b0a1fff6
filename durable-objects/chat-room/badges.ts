/** The badges that a name carries in a room, in the order in which they are shown. Pure. */
import type { Standing } from "./moderation/state.ts";

/** Months from which a subscriber's badge changes. */
export const SUBSCRIBER_MONTHS = [0, 3, 6, 9, 12, 18, 24, 30, 36, 48, 60, 72, 84, 96, 108, 120] as const;

/** `isPartner`: the channel of this user is one that the operator works with. */
export function badgesOf(standing: Standing, isPartner: boolean): readonly string[] {
  const { role, staff, subscribedMonths } = standing;
  return [
    ...(staff ? ["staff/1"] : []),
    ...(role === "viewer" ? [] : [`${role}/1`]),
    ...(subscribedMonths === null ? [] : [`subscriber/${subscriberStep(subscribedMonths)}`]),
    ...(isPartner ? ["partner/1"] : []),
  ];
}

function subscriberStep(months: number): number {
  return SUBSCRIBER_MONTHS.findLast((from) => months >= from) ?? 0;
}
