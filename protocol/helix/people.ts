/** Users, followers and subscribers as the Twitch-shaped API says them. Keys are Twitch's. Times are RFC 3339, ids are strings. */

export type HelixUser = {
  readonly id: string;
  readonly login: string;
  readonly display_name: string;
  readonly type: "staff" | "";
  readonly broadcaster_type: "partner" | "affiliate" | "";
  readonly description: string;
  readonly profile_image_url: string;
  readonly offline_image_url: string;
  readonly view_count: number;
  /** The user's own, for a token with `user:read:email`. */
  readonly email?: string;
  readonly created_at: string;
};

/** Somebody in a list. */
export type HelixPerson = { readonly user_id: string; readonly user_login: string; readonly user_name: string };
export type HelixBroadcaster = {
  readonly broadcaster_id: string;
  readonly broadcaster_login: string;
  readonly broadcaster_name: string;
};

export type HelixFollower = HelixPerson & { readonly followed_at: string };
export type HelixFollowed = HelixBroadcaster & { readonly followed_at: string };

/** Somebody whom a user blocks. */
export type HelixBlocked = { readonly user_id: string; readonly user_login: string; readonly display_name: string };

/** Subscriptions are of one tier, and no gifts. */
export type HelixSubscription = HelixBroadcaster &
  HelixPerson & {
    readonly gifter_id: "";
    readonly gifter_login: "";
    readonly gifter_name: "";
    readonly is_gift: false;
    readonly plan_name: string;
    readonly tier: "1000";
  };

/** What somebody who subscribes is told of it. */
export type HelixOwnSubscription = HelixBroadcaster & Pick<HelixSubscription, "is_gift" | "tier">;

/** `color` is empty while none was chosen. */
export type HelixColour = HelixPerson & { readonly color: string };
/** The colours that Twitch has names for. */
export const COLOUR_NAMES = {
  blue: "#0000FF",
  blue_violet: "#8A2BE2",
  cadet_blue: "#5F9EA0",
  chocolate: "#D2691E",
  coral: "#FF7F50",
  dodger_blue: "#1E90FF",
  firebrick: "#B22222",
  golden_rod: "#DAA520",
  green: "#008000",
  hot_pink: "#FF69B4",
  orange_red: "#FF4500",
  red: "#FF0000",
  sea_green: "#2E8B57",
  spring_green: "#00FF7F",
  yellow_green: "#9ACD32",
} as const;
