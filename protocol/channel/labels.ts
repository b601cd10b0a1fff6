/** Content labels: what viewers should know before they watch. Twitch's names, so that programs know them. Pure. */
import * as v from "valibot";

/** Those that a broadcaster sets. */
export const CONTENT_LABELS = [
  "DebatedSocialIssuesAndPolitics",
  "DrugsIntoxication",
  "SexualThemes",
  "ViolentGraphic",
  "Gambling",
  "ProfanityVulgarity",
] as const;
export type ContentLabel = (typeof CONTENT_LABELS)[number];

/** The one that comes from the channel's category, and that nobody sets. */
export const MATURE_GAME = "MatureGame";

/** With these the picture waits for a grown-up, as when the broadcaster says so. */
const GATED: ReadonlySet<string> = new Set(["DrugsIntoxication", "SexualThemes", "ViolentGraphic", "Gambling"]);

export const contentLabelSchema = v.picklist(CONTENT_LABELS, "there is no such content label");

/** A set: each once, in the order above however it was given. */
export const contentLabelsSchema = v.pipe(
  v.array(contentLabelSchema),
  v.maxLength(CONTENT_LABELS.length, "a content label stands once"),
  v.transform((labels) => CONTENT_LABELS.filter((label) => labels.includes(label))),
);

export const isGated = (labels: readonly string[]): boolean => labels.some((label) => GATED.has(label));
