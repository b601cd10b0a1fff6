/** Channels, streams, categories and recordings as the Twitch-shaped API says them. Keys are Twitch's. */
import * as v from "valibot";
import { MATURE_GAME } from "../channel/labels.ts";
import type { HelixBroadcaster, HelixPerson } from "./people.ts";

export type HelixChannel = HelixBroadcaster & {
  readonly broadcaster_language: string;
  readonly game_id: string;
  readonly game_name: string;
  readonly title: string;
  readonly delay: number;
  readonly tags: readonly string[];
  readonly content_classification_labels: readonly string[];
  readonly is_branded_content: boolean;
};

/** Somebody who may change what the channel says of itself. */
export type HelixEditor = { readonly user_id: string; readonly user_name: string; readonly created_at: string };

export type HelixStream = HelixPerson & {
  readonly id: string;
  readonly game_id: string;
  readonly game_name: string;
  readonly type: "live";
  readonly title: string;
  readonly viewer_count: number;
  readonly started_at: string;
  readonly language: string;
  /** Holds `{width}x{height}`. */
  readonly thumbnail_url: string;
  readonly tag_ids: readonly string[];
  readonly tags: readonly string[];
  readonly is_mature: boolean;
};

export type HelixGame = {
  readonly id: string;
  readonly name: string;
  /** Holds `{width}x{height}`. */
  readonly box_art_url: string;
  readonly igdb_id: string;
};
export type HelixFoundGame = Omit<HelixGame, "igdb_id">;

export type HelixFoundChannel = {
  readonly broadcaster_language: string;
  readonly broadcaster_login: string;
  readonly display_name: string;
  readonly game_id: string;
  readonly game_name: string;
  readonly id: string;
  readonly is_live: boolean;
  readonly tag_ids: readonly string[];
  readonly tags: readonly string[];
  readonly thumbnail_url: string;
  readonly title: string;
  /** Empty while it is not live. */
  readonly started_at: string;
};

export type HelixVideo = HelixPerson & {
  readonly id: string;
  readonly stream_id: string | null;
  readonly title: string;
  readonly description: string;
  readonly created_at: string;
  readonly published_at: string;
  readonly url: string;
  /** Holds `%{width}x%{height}`. */
  readonly thumbnail_url: string;
  readonly viewable: "public";
  readonly view_count: number;
  readonly language: string;
  readonly type: "archive";
  /** `1h2m3s`. */
  readonly duration: string;
  /** Nothing is muted here. */
  readonly muted_segments: readonly never[];
};

/** The content labels that Twitch knows. */
export const CONTENT_LABELS = [
  {
    id: "DebatedSocialIssuesAndPolitics",
    description: "Discussions or debates about politics or sensitive social issues such as elections or civic matters.",
    name: "Politics and Sensitive Social Issues",
  },
  {
    id: "DrugsIntoxication",
    description: "Marijuana, tobacco, heavy drinking, or the visible effects of drugs.",
    name: "Drugs, Intoxication, or Excessive Tobacco Use",
  },
  {
    id: "SexualThemes",
    description: "Content that focuses on sexualized topics or activities.",
    name: "Sexual Themes",
  },
  {
    id: "ViolentGraphic",
    description: "Simulations or depictions of realistic violence, gore, or injury.",
    name: "Violent and Graphic Depictions",
  },
  { id: "Gambling", description: "Games of chance that are played for money.", name: "Gambling" },
  {
    id: "ProfanityVulgarity",
    description: "Repeated use of obscene or vulgar language.",
    name: "Significant Profanity or Vulgarity",
  },
  { id: MATURE_GAME, description: "Games that are rated for grown-ups.", name: "Mature-rated game" },
] as const;

/** Fields of `PATCH /channels`; their limits are those of the channel itself. */
export const changeChannelSchema = v.object({
  game_id: v.optional(v.string()),
  broadcaster_language: v.optional(v.string()),
  title: v.optional(v.string()),
  delay: v.optional(v.pipe(v.number(), v.integer())),
  tags: v.optional(v.nullable(v.array(v.string()))),
  content_classification_labels: v.optional(v.array(v.object({ id: v.string(), is_enabled: v.boolean() }))),
  is_branded_content: v.optional(v.boolean()),
});
export type ChangeChannel = Readonly<v.InferOutput<typeof changeChannelSchema>>;
