/** What a channel says of itself, and how it is changed: title, category, tags, language, audience, latency, and the panels below the picture. */
import * as v from "valibot";
import { idSchema } from "../ids.ts";
import { contentLabelsSchema } from "./labels.ts";

/** Code points of a title: as on Twitch. */
export const MAX_TITLE_LENGTH = 140;
/** Tags of a channel, and characters of one: as on Twitch. */
export const MAX_TAGS = 10;
export const MAX_TAG_LENGTH = 25;
/** Panels of a channel, and code points in one: some screens of text, and no book. */
export const MAX_PANELS = 20;
export const MAX_PANEL_TITLE = 80;
export const MAX_PANEL_TEXT = 2000;
/** Characters of a panel's link. */
export const MAX_LINK_LENGTH = 500;
/** Bytes of the panels as JSON: every character of every panel at its longest in UTF-8. */
export const MAX_PANELS_BYTES = MAX_PANELS * 4 * (MAX_PANEL_TITLE + MAX_PANEL_TEXT + MAX_LINK_LENGTH) + 4096;

/** Controls other than the line break, and what turns the direction of text around. */
const NO_CONTROLS = /^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u;
const LINES = /^(?:[^\p{Cc}\u202a-\u202e\u2066-\u2069]|\n)*$/u;

const text = (what: string, most: number, allowed: RegExp) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.maxLength(4 * most, `${what} has at most ${most} characters`),
    v.normalize("NFC"),
    v.regex(allowed, `${what} holds no control characters`),
    v.check((value) => [...value].length <= most, `${what} has at most ${most} characters`),
  );

export const titleSchema = text("a title", MAX_TITLE_LENGTH, NO_CONTROLS);

export const tagSchema = v.pipe(
  v.string(),
  v.maxLength(4 * MAX_TAG_LENGTH, `a tag has at most ${MAX_TAG_LENGTH} characters`),
  v.normalize("NFC"),
  v.regex(/^[\p{L}\p{N}\p{M}]+$/u, "a tag holds letters and digits"),
  v.check((tag) => [...tag].length <= MAX_TAG_LENGTH, `a tag has at most ${MAX_TAG_LENGTH} characters`),
);

/** What tags are compared by. */
export const foldTag = (tag: string): string => tag.toLowerCase();

export const tagsSchema = v.pipe(
  v.array(tagSchema),
  v.maxLength(MAX_TAGS, `a channel has at most ${MAX_TAGS} tags`),
  v.check((tags) => new Set(tags.map(foldTag)).size === tags.length, "a tag stands once"),
);

/** The language of what is said: ISO 639-1, or `other`. */
export const spokenLanguageSchema = v.pipe(
  v.string(),
  v.regex(/^(?:[a-z]{2}|other)$/, "a language is two letters, as in ISO 639-1, or other"),
);

/** How close to live the player of this channel is held, unless the viewer says otherwise. */
export const latencyModeSchema = v.picklist(["low", "normal"], "a latency mode is low or normal");
export type LatencyMode = v.InferOutput<typeof latencyModeSchema>;

/** `PATCH /api/channels/:login`. What is absent stays; a category or language of null takes it away. */
export const changeChannelSchema = v.pipe(
  v.object({
    title: v.optional(titleSchema),
    /** Its id. */
    category: v.optional(v.nullable(idSchema)),
    tags: v.optional(tagsSchema),
    language: v.optional(v.nullable(spokenLanguageSchema)),
    mature: v.optional(v.boolean()),
    /** All of them at once. */
    labels: v.optional(contentLabelsSchema),
    latencyMode: v.optional(latencyModeSchema),
  }),
  v.check(
    (change) => Object.values(change).some((value) => value !== undefined),
    "a change names a title, category, tags, language, mature, labels or latencyMode",
  ),
);
export type ChannelChange = Readonly<v.InferOutput<typeof changeChannelSchema>>;

const linkSchema = v.pipe(
  v.string(),
  v.maxLength(MAX_LINK_LENGTH, `a link has at most ${MAX_LINK_LENGTH} characters`),
  // No other scheme: a link of `javascript:` would run.
  v.regex(/^https?:\/\/[^\s\p{Cc}\u202a-\u202e\u2066-\u2069]+$/u, "a link begins with https:// or http://"),
);

/** Plain text; what shows it escapes it. */
export const panelSchema = v.object({
  title: text("a panel's title", MAX_PANEL_TITLE, NO_CONTROLS),
  text: text("a panel's text", MAX_PANEL_TEXT, LINES),
  link: v.nullable(linkSchema),
});
export type Panel = Readonly<v.InferOutput<typeof panelSchema>>;

/** `GET` and `PUT /api/channels/:login/panels`: all of them, in their order. */
export const panelsSchema = v.object({
  panels: v.pipe(v.array(panelSchema), v.maxLength(MAX_PANELS, `a channel has at most ${MAX_PANELS} panels`)),
});
export type Panels = Readonly<v.InferOutput<typeof panelsSchema>>;
