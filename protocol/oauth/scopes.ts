/** The scopes that an app may ask a person for, with the words that the person reads: Twitch's names, and Rill's own. Pure. */

/** Completes the sentence "This app will be able to ...". */
export const SCOPE_WORDS: Readonly<Record<string, string>> = {
  "analytics:read:extensions": "see figures of your extensions",
  "analytics:read:games": "see figures of your games",
  "bits:read": "see the bits that were given in your channel",
  "channel:bot": "let its bot into your channel's chat",
  "channel:edit:commercial": "run commercials in your channel",
  "channel:manage:ads": "change when ads run in your channel",
  "channel:manage:broadcast": "change your title, category, tags and markers",
  "channel:manage:clips": "manage your channel's clips",
  "channel:manage:extensions": "change your channel's extensions",
  "channel:manage:guest_star": "manage guests on your stream",
  "channel:manage:moderators": "add and remove your channel's moderators",
  "channel:manage:polls": "run polls in your channel",
  "channel:manage:predictions": "run predictions in your channel",
  "channel:manage:raids": "start raids from your channel",
  "channel:manage:redemptions": "manage your channel's rewards and who redeemed them",
  "channel:manage:schedule": "change your stream schedule",
  "channel:manage:videos": "manage and delete your videos",
  "channel:manage:vips": "add and remove your channel's VIPs",
  "channel:moderate": "moderate chat as you",
  "channel:read:ads": "see when ads run in your channel",
  "channel:read:charity": "see your channel's charity campaigns",
  "channel:read:editors": "see who edits your channel",
  "channel:read:goals": "see your channel's goals",
  "channel:read:guest_star": "see the guests on your stream",
  "channel:read:hype_train": "see your channel's hype trains",
  "channel:read:polls": "see your channel's polls",
  "channel:read:predictions": "see your channel's predictions",
  "channel:read:redemptions": "see your channel's rewards and who redeemed them",
  "channel:read:stream_key": "see your stream key: with it anybody can broadcast as you",
  "channel:read:subscriptions": "see who subscribes to your channel",
  "channel:read:vips": "see your channel's VIPs",
  "chat:edit": "send chat messages as you",
  "chat:moderate": "moderate chat as you",
  "chat:read": "read chat as you",
  "clips:edit": "make clips as you",
  "editor:manage:clips": "manage clips of channels that you edit",
  "moderation:read": "see your channel's moderators and bans",
  "moderator:manage:announcements": "send announcements where you moderate",
  "moderator:manage:automod": "decide about held messages where you moderate",
  "moderator:manage:automod_settings": "change AutoMod where you moderate",
  "moderator:manage:banned_users": "ban and unban people where you moderate",
  "moderator:manage:blocked_terms": "change the blocked terms where you moderate",
  "moderator:manage:chat_messages": "delete messages where you moderate",
  "moderator:manage:chat_settings": "change the chat's settings where you moderate",
  "moderator:manage:guest_star": "manage guests where you moderate",
  "moderator:manage:shield_mode": "switch shield mode where you moderate",
  "moderator:manage:shoutouts": "send shoutouts where you moderate",
  "moderator:manage:suspicious_users": "mark suspicious people where you moderate",
  "moderator:manage:unban_requests": "decide about unban requests where you moderate",
  "moderator:manage:warnings": "warn people where you moderate",
  "moderator:read:automod_settings": "see AutoMod's settings where you moderate",
  "moderator:read:banned_users": "see who is banned where you moderate",
  "moderator:read:blocked_terms": "see the blocked terms where you moderate",
  "moderator:read:chat_messages": "see deleted messages where you moderate",
  "moderator:read:chat_settings": "see the chat's settings where you moderate",
  "moderator:read:chatters": "see who is in chat where you moderate",
  "moderator:read:followers": "see who follows channels where you moderate",
  "moderator:read:guest_star": "see the guests where you moderate",
  "moderator:read:moderators": "see the moderators where you moderate",
  "moderator:read:shield_mode": "see shield mode where you moderate",
  "moderator:read:shoutouts": "see shoutouts where you moderate",
  "moderator:read:suspicious_users": "see suspicious people where you moderate",
  "moderator:read:unban_requests": "see unban requests where you moderate",
  "moderator:read:vips": "see the VIPs where you moderate",
  "moderator:read:warnings": "see warnings where you moderate",
  "user:bot": "appear in chats as a bot with your name",
  "user:edit": "change your profile",
  "user:edit:broadcast": "change your broadcasting settings",
  "user:edit:follows": "follow and unfollow channels as you",
  "user:manage:blocked_users": "change whom you block",
  "user:manage:chat_color": "change your name's colour in chat",
  "user:manage:whispers": "read and send whispers as you",
  "user:read:blocked_users": "see whom you block",
  "user:read:broadcast": "see your broadcasting settings",
  "user:read:chat": "read chat as you",
  "user:read:email": "see your mail address",
  "user:read:emotes": "see which emotes you may use",
  "user:read:follows": "see which channels you follow",
  "user:read:moderated_channels": "see which channels you moderate",
  "user:read:subscriptions": "see which channels you subscribe to",
  "user:read:whispers": "read your whispers",
  "user:write:chat": "send chat messages as you",
  "whispers:edit": "send whispers as you",
  "whispers:read": "read your whispers",
};

export type AskedScopes =
  | { readonly kind: "scopes"; readonly scopes: readonly string[] }
  | { readonly kind: "unknown"; readonly scope: string };

/** Letters of a scope parameter, at most: enough to ask for everything there is. */
export const MAX_SCOPE_TEXT = 4096;
/** Letters of an unknown scope that are shown again. */
const MAX_SHOWN = 64;

/** What a `scope` parameter asks for: names with spaces between, each once. */
export function readScopes(text: string): AskedScopes {
  if (text.length > MAX_SCOPE_TEXT) return { kind: "unknown", scope: text.slice(0, MAX_SHOWN) };
  const scopes = [...new Set(text.split(" ").filter((scope) => scope !== ""))];
  const unknown = scopes.find((scope) => !Object.hasOwn(SCOPE_WORDS, scope));
  return unknown === undefined ? { kind: "scopes", scopes } : { kind: "unknown", scope: unknown.slice(0, MAX_SHOWN) };
}

/** The words of some scopes, each sentence once. */
export const scopeSentences = (scopes: readonly string[]): readonly string[] => [
  ...new Set(scopes.flatMap((scope) => SCOPE_WORDS[scope] ?? [])),
];
