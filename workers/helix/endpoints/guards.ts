/** What keeps a chat clean without a moderator's hand: blocked terms, AutoMod and what it holds, the shield. The room decides who may. */

import * as v from "valibot";
import { entryIdSchema, termSchema } from "#protocol/chat/action.ts";
import type { BlockedTerm } from "#protocol/chat/moderation.ts";
import type { HelixList, HelixPage } from "#protocol/helix/envelope.ts";
import { parseHeldMessageId } from "#protocol/helix/held-message.ts";
import {
  AUTOMOD_CATEGORIES,
  addTermSchema,
  changeAutoModSchema,
  changeShieldSchema,
  decideHeldSchema,
  type HelixAutoModSettings,
  type HelixBlockedTerm,
  type HelixShield,
} from "#protocol/helix/moderation.ts";
import { hasChannelId } from "../../channels/rows.ts";
import { bodyOf } from "../body.ts";
import { forUser, type UserCall } from "../endpoint.ts";
import { badRequest, HelixFault, malformed, notFound, notMatching } from "../fault.ts";
import { autoModSettings, shieldOf } from "../guard-shapes.ts";
import { pageOfAll } from "../page.ts";
import { actInRoom } from "../room.ts";
import { timeOf } from "../shapes.ts";
import { moderatedChannel, moderatorsView, NO_PERMISSION } from "../who.ts";

const termPlaceSchema = v.strictTuple([v.pipe(v.number(), v.integer()), entryIdSchema]);
type TermPlace = [number, string];
const placeOf = ({ at, id }: BlockedTerm): TermPlace => [at, id];
/** Newest first. */
const comparePlaces = (one: TermPlace, other: TermPlace): number =>
  other[0] - one[0] || (one[1] < other[1] ? -1 : Number(one[1] > other[1]));

async function getTerms(call: UserCall): Promise<HelixPage<HelixBlockedTerm>> {
  const { id } = await moderatedChannel(call);
  const ask = call.query.page("blocked_terms", termPlaceSchema);
  const { terms } = await moderatorsView(call, id);
  const sorted = terms.toSorted((one, other) => comparePlaces(placeOf(one), placeOf(other)));
  const { entries, pagination } = pageOfAll(ask, sorted, placeOf, comparePlaces);
  return { data: entries.map((term) => termOf(id, term)), pagination };
}

const termOf = (channelId: string, { id, term, at, by }: BlockedTerm): HelixBlockedTerm => ({
  broadcaster_id: channelId,
  moderator_id: by.userId,
  id,
  text: term,
  created_at: timeOf(at),
  updated_at: timeOf(at),
  expires_at: null,
});

async function postTerm(call: UserCall): Promise<HelixList<HelixBlockedTerm>> {
  const { id } = await moderatedChannel(call);
  const parsed = v.safeParse(termSchema, (await bodyOf(call, addTermSchema)).text);
  if (!parsed.success) throw malformed("text", parsed.issues[0].message);
  await actInRoom(call, id, { kind: "addTerm", term: parsed.output }, NO_PERMISSION);
  const { terms } = await moderatorsView(call, id);
  const same = parsed.output.toLowerCase();
  // One that was there before is the same term.
  return { data: terms.filter(({ term }) => term.toLowerCase() === same).map((term) => termOf(id, term)) };
}

async function deleteTerm(call: UserCall): Promise<null> {
  const { id } = await moderatedChannel(call);
  const termId = call.query.required("id");
  if (!v.is(entryIdSchema, termId)) throw malformed("id", "the value must be a valid ID");
  await actInRoom(
    call,
    id,
    { kind: "removeTerm", id: termId },
    {
      ...NO_PERMISSION,
      bad_term_unknown: [400, "The ID in id was not found."],
    },
  );
  return null;
}

async function postHeld(call: UserCall): Promise<null> {
  const { user_id, msg_id, action } = await bodyOf(call, decideHeldSchema);
  if (user_id !== call.identity.user.id) throw notMatching("user_id");
  const held = parseHeldMessageId(msg_id);
  if (held === null) throw notFound(NO_HELD);
  if (!(await hasChannelId(call.db, held.channelId))) throw notFound(NO_HELD);
  const kind = action === "ALLOW" ? "allowHeld" : "denyHeld";
  await actInRoom(
    call,
    held.channelId,
    { kind, id: held.heldId },
    { ...NO_PERMISSION, bad_held_unknown: [404, NO_HELD] },
  );
  return null;
}

const NO_HELD = "The message specified in the msg_id field was not found.";

async function getAutoMod(call: UserCall): Promise<HelixList<HelixAutoModSettings>> {
  const { id } = await moderatedChannel(call);
  const { modes } = await moderatorsView(call, id);
  return { data: [autoModSettings(id, call.identity.user.id, modes)] };
}

async function putAutoMod(call: UserCall): Promise<HelixList<HelixAutoModSettings>> {
  const { id } = await moderatedChannel(call);
  const { overall_level: level = null, ...categories } = await bodyOf(call, changeAutoModSchema);
  const named = AUTOMOD_CATEGORIES.filter((category) => typeof categories[category] === "number");
  if ((level === null) === (named.length === 0)) {
    throw badRequest("Either overall_level or individual settings are required, and not both.");
  }
  if (level === null) throw new HelixFault(501, "AutoMod has one level here: set overall_level.");
  await actInRoom(call, id, { kind: "modes", change: { autoModLevel: level } }, NO_PERMISSION);
  return getAutoMod(call);
}

async function getShield(call: UserCall): Promise<HelixList<HelixShield>> {
  const { id } = await moderatedChannel(call);
  const { modes, log } = await moderatorsView(call, id);
  return { data: [shieldOf(modes, log)] };
}

async function putShield(call: UserCall): Promise<HelixList<HelixShield>> {
  const { id } = await moderatedChannel(call);
  const { is_active: shield } = await bodyOf(call, changeShieldSchema);
  await actInRoom(call, id, { kind: "modes", change: { shield } }, NO_PERMISSION);
  return getShield(call);
}

const TERMS = "moderator:manage:blocked_terms";
const AUTOMOD = "moderator:manage:automod_settings";
const SHIELD = "moderator:manage:shield_mode";

export const guardEndpoints = [
  forUser("GET", "/moderation/blocked_terms", ["moderator:read:blocked_terms", TERMS], getTerms),
  forUser("POST", "/moderation/blocked_terms", [TERMS], postTerm),
  forUser("DELETE", "/moderation/blocked_terms", [TERMS], deleteTerm),
  forUser("POST", "/moderation/automod/message", ["moderator:manage:automod"], postHeld),
  forUser("GET", "/moderation/automod/settings", ["moderator:read:automod_settings"], getAutoMod),
  forUser("PUT", "/moderation/automod/settings", [AUTOMOD], putAutoMod),
  forUser("GET", "/moderation/shield_mode", ["moderator:read:shield_mode", SHIELD], getShield),
  forUser("PUT", "/moderation/shield_mode", [SHIELD], putShield),
] as const;
