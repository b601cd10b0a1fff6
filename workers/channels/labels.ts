/** The content labels that hold for a channel, and whether its picture waits for a grown-up. Pure. */
import { isGated, MATURE_GAME } from "#protocol/channel/labels.ts";
import type { DescribedRow } from "./described.ts";

/** The broadcaster's own, and the one of the game. */
export const labelsOf = ({ labels, category_mature }: DescribedRow): readonly string[] =>
  category_mature ? [...labels, MATURE_GAME] : labels;

/** By the broadcaster's switch, or a label. */
export const isMature = ({ mature, labels }: DescribedRow): boolean => mature || isGated(labels);
