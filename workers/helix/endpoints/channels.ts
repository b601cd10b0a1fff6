/** What channels say of themselves, and how their broadcasters change it; the labels that content may have. */
import * as v from "valibot";
import {
  type ChannelChange,
  changeChannelSchema as ourChangeSchema,
  spokenLanguageSchema,
} from "#protocol/channel/about.ts";
import { type ContentLabel, contentLabelSchema, MATURE_GAME } from "#protocol/channel/labels.ts";
import {
  type ChangeChannel,
  CONTENT_LABELS,
  changeChannelSchema,
  type HelixChannel,
  type HelixEditor,
} from "#protocol/helix/channels.ts";
import type { HelixList } from "#protocol/helix/envelope.ts";
import { editorsOf } from "../../accounts/editors.ts";
import { changeChannel } from "../../channels/change.ts";
import { describedById, listedByIds } from "../../channels/listed-rows.ts";
import { bodyOf } from "../body.ts";
import { type Call, forAnyone, forUser, type UserCall } from "../endpoint.ts";
import { badRequest, HelixFault } from "../fault.ts";
import { channelOf, timeOf } from "../shapes.ts";
import { broadcasterOf, ownId } from "../who.ts";

async function getChannels({ db, query }: Call): Promise<HelixList<HelixChannel>> {
  const channels = await listedByIds(db, query.requiredIds("broadcaster_id"));
  return { data: channels.map(channelOf) };
}

async function patchChannel(call: UserCall): Promise<null> {
  const { c } = call;
  const id = ownId(call, "broadcaster_id");
  await broadcasterOf(call);
  const asked = await bodyOf(call, changeChannelSchema);
  const now = asked.content_classification_labels === undefined ? null : await describedById(call.db, id);
  const change = ourChange(asked, now?.labels ?? []);
  if (change !== null) await changeChannel(c.env, c.executionCtx, id, change);
  return null;
}

/** The change in our words; null for one that names only what is never otherwise here. `labels` are those of the channel now. */
function ourChange(asked: ChangeChannel, labels: readonly ContentLabel[]): ChannelChange | null {
  const { game_id, broadcaster_language, title, delay, tags } = asked;
  if (Object.keys(asked).length === 0) throw badRequest("The request must update at least one property.");
  if (title?.trim() === "") throw badRequest("The title field may not contain an empty string.");
  if (delay !== undefined && delay !== 0)
    throw badRequest("To update the delay field, the broadcaster must have partner status.");
  if (asked.is_branded_content === true) {
    // Never an empty success: what a channel cannot keep is not taken as if it did.
    throw new HelixFault(501, "Channels do not say here that their content is branded.");
  }
  const change = {
    ...(title === undefined ? {} : { title }),
    ...(game_id === undefined ? {} : { category: game_id === "" || game_id === "0" ? null : game_id }),
    ...languageChange(broadcaster_language?.toLowerCase()),
    ...(tags === undefined ? {} : { tags: tags ?? [] }),
    ...labelsChange(asked, labels),
  };
  if (Object.keys(change).length === 0) return null;
  const parsed = v.safeParse(ourChangeSchema, change);
  if (!parsed.success) throw badRequest(parsed.issues[0].message);
  return parsed.output;
}

/** What is not named stays. The game's own label is the game's: to unset it changes nothing. */
function labelsChange(
  { content_classification_labels: asked }: ChangeChannel,
  now: readonly ContentLabel[],
): Pick<ChannelChange, "labels"> {
  if (asked === undefined) return {};
  const labels = new Set(now);
  for (const { id, is_enabled } of asked) {
    if (!CONTENT_LABELS.some((label) => label.id === id)) {
      throw badRequest(`There is no content label ${id.slice(0, 64)}.`);
    }
    if (id === MATURE_GAME && is_enabled) {
      throw new HelixFault(403, `The content label ${MATURE_GAME} comes from the channel's category.`);
    }
    if (!v.is(contentLabelSchema, id)) continue;
    if (is_enabled) labels.add(id);
    else labels.delete(id);
  }
  return { labels: [...labels] };
}

/** As on Twitch a language that is none changes nothing. */
function languageChange(language: string | undefined): Pick<ChannelChange, "language"> {
  if (language === "") return { language: null };
  return v.is(spokenLanguageSchema, language) ? { language } : {};
}

async function getEditors(call: UserCall): Promise<HelixList<HelixEditor>> {
  const { editors } = await editorsOf(call.db, ownId(call, "broadcaster_id"));
  const data = editors.map(({ id, displayName, since }) => ({
    user_id: id,
    user_name: displayName,
    created_at: timeOf(since),
  }));
  return { data };
}

async function getLabels({ query }: Call): Promise<HelixList<(typeof CONTENT_LABELS)[number]>> {
  const locale = query.one("locale");
  // Their words are English, whatever language is asked for.
  if (locale !== null && !/^[a-z]{2,3}(?:-[A-Za-z]{2,4})?$/.test(locale)) throw badRequest("The locale is not valid.");
  return { data: CONTENT_LABELS };
}

export const channelEndpoints = [
  forAnyone("GET", "/channels", getChannels),
  forUser("PATCH", "/channels", ["channel:manage:broadcast"], patchChannel),
  forUser("GET", "/channels/editors", ["channel:read:editors"], getEditors),
  forAnyone("GET", "/content_classification_labels", getLabels),
] as const;
