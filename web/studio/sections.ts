/** The parts of the studio and their addresses. Pure. */

export const STUDIO_SECTIONS = [
  "stream",
  "details",
  "about",
  "schedule",
  "community",
  "moderation",
  "emotes",
  "links",
  "apps",
] as const;
export type StudioSection = (typeof STUDIO_SECTIONS)[number];

/** The first is at the studio's own address. */
export const studioPath = (section: StudioSection): string =>
  section === STUDIO_SECTIONS[0] ? "/studio" : `/studio/${section}`;

/** What follows `/studio/`; null for what is no part of it. */
export function studioSectionOf(name: string | undefined): StudioSection | null {
  if (name === undefined) return STUDIO_SECTIONS[0];
  return STUDIO_SECTIONS.find((section, at) => at > 0 && section === name) ?? null;
}
