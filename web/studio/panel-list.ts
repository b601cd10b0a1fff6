/** The panels of a channel while they are edited: as typed, in their order, and what is wrong with each. Pure. */
import { type Panel, panelSchema } from "#protocol/channel/about.ts";
import { faultOf } from "./field-fault.ts";
import { studioStrings } from "./studio-strings.ts";

export type TypedPanel = {
  /** Which of the list it is, wherever it stands. */
  readonly id: number;
  readonly title: string;
  readonly text: string;
  /** Empty for none. */
  readonly link: string;
};

export type PanelFaults = {
  readonly title: string | null;
  readonly text: string | null;
  readonly link: string | null;
};

export const typedOf = (panels: readonly Panel[]): readonly TypedPanel[] =>
  panels.map(({ title, text, link }, id) => ({ id, title, text, link: link ?? "" }));

/** As the site is told. */
export const panelsOf = (typed: readonly TypedPanel[]): readonly Panel[] =>
  typed.map(({ title, text, link }) => ({
    title: title.trim(),
    text: text.trim(),
    link: link.trim() === "" ? null : link.trim(),
  }));

export const hasChanged = (known: readonly Panel[], typed: readonly TypedPanel[]): boolean =>
  JSON.stringify(panelsOf(typedOf(known))) !== JSON.stringify(panelsOf(typed));

export function faultsOf(typed: TypedPanel): PanelFaults {
  const [panel] = panelsOf([typed]);
  const link = panel?.link ?? null;
  const { title, text } = panelSchema.entries;
  const isEmpty = panel?.title === "" && panel.text === "" && link === null;
  return {
    title: isEmpty ? studioStrings.about.empty : faultOf(title, typed.title),
    text: faultOf(text, typed.text),
    link: link === null ? null : faultOf(panelSchema.entries.link.wrapped, link),
  };
}

export const isFaulty = ({ title, text, link }: PanelFaults): boolean =>
  title !== null || text !== null || link !== null;

/** One more at the end, with an id that no other has. */
export function withPanel(typed: readonly TypedPanel[]): readonly TypedPanel[] {
  const id = Math.max(-1, ...typed.map((panel) => panel.id)) + 1;
  return [...typed, { id, title: "", text: "", link: "" }];
}

/** The list with the panel at `from` standing at `to`; unchanged where there is no such place. */
export function moved(typed: readonly TypedPanel[], from: number, to: number): readonly TypedPanel[] {
  const panel = typed[from];
  if (panel === undefined || to < 0 || to >= typed.length || from === to) return typed;
  return typed.toSpliced(from, 1).toSpliced(to, 0, panel);
}

/** Where something held at this height belongs, among others whose middles are these. */
export const placeAt = (height: number, middles: readonly number[]): number =>
  middles.filter((middle) => middle < height).length;
