/** The form of a channel's details: what is typed, what is wrong with it, and what has changed. Pure. */
import * as v from "valibot";
import { type ChannelChange, foldTag, MAX_TAGS, tagSchema, titleSchema } from "#protocol/channel/about.ts";
import type { ChannelState } from "#protocol/channel/channel.ts";
import { CONTENT_LABELS, type ContentLabel, isGated } from "#protocol/channel/labels.ts";
import type { CategoryName } from "#protocol/discovery/category.ts";
import { faultOf } from "./field-fault.ts";

export type Details = {
  readonly title: string;
  readonly category: CategoryName | null;
  readonly tags: readonly string[];
  readonly language: string | null;
  /** The switch alone, as far as it can be told from the labels. */
  readonly mature: boolean;
  readonly labels: readonly ContentLabel[];
  readonly latencyMode: ChannelState["latencyMode"];
};

export const detailsOf = ({ title, category, tags, language, mature, labels, latencyMode }: ChannelState): Details => ({
  title,
  category,
  tags,
  language,
  mature: mature && !isGated(labels),
  labels: CONTENT_LABELS.filter((label) => labels.includes(label)),
  latencyMode,
});

/** With a label, or without it. */
export const withLabel = (labels: readonly ContentLabel[], label: ContentLabel, on: boolean): readonly ContentLabel[] =>
  CONTENT_LABELS.filter((one) => (one === label ? on : labels.includes(one)));

/** What to ask for, null when nothing has changed. Only what changed is named: somebody else may be changing the rest. */
export function changeOf(known: Details, typed: Details): ChannelChange | null {
  const change: ChannelChange = {
    ...(typed.title.trim() === known.title ? {} : { title: typed.title.trim() }),
    ...(typed.category?.id === known.category?.id ? {} : { category: typed.category?.id ?? null }),
    ...(typed.tags.join("\n") === known.tags.join("\n") ? {} : { tags: [...typed.tags] }),
    ...(typed.language === known.language ? {} : { language: typed.language }),
    ...(typed.mature === known.mature ? {} : { mature: typed.mature }),
    ...(typed.labels.join() === known.labels.join() ? {} : { labels: [...typed.labels] }),
    ...(typed.latencyMode === known.latencyMode ? {} : { latencyMode: typed.latencyMode }),
  };
  return Object.keys(change).length === 0 ? null : change;
}

/** What is wrong with a title, as the site would say it; null when nothing is. */
export const titleFault = (title: string): string | null => faultOf(titleSchema, title);

export type TagsTyped =
  | { readonly kind: "tags"; readonly tags: readonly string[] }
  | { readonly kind: "fault"; readonly sentence: string };

/** Takes one or more tags as typed, with spaces, commas or # between. Those that are there already stay once. */
export function addTags(tags: readonly string[], typed: string): TagsTyped {
  const words = typed.split(/[\s,#]+/u).filter((word) => word !== "");
  let all = tags;
  for (const word of words) {
    const fault = faultOf(tagSchema, word);
    if (fault !== null) return { kind: "fault", sentence: fault };
    const added = v.parse(tagSchema, word);
    if (all.some((tag) => foldTag(tag) === foldTag(added))) continue;
    if (all.length >= MAX_TAGS) return { kind: "fault", sentence: `A channel has at most ${MAX_TAGS} tags.` };
    all = [...all, added];
  }
  return { kind: "tags", tags: all };
}
