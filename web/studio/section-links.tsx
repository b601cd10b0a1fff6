/** The way to each part of the studio: links, so that each opens in a tab of its own as any other. */

import { currentSearch } from "../navigation.ts";
import { Icon } from "../ui/icon.tsx";
import type { IconName } from "../ui/icon-paths.ts";
import { useCurrentInView } from "../ui/use-current-in-view.ts";
import { STUDIO_SECTIONS, type StudioSection, studioPath } from "./sections.ts";
import { studioStrings as say } from "./studio-strings.ts";

const ICONS: Readonly<Record<StudioSection, IconName>> = {
  stream: "radio",
  details: "pencil",
  about: "info",
  schedule: "calendar",
  community: "users",
  moderation: "shield",
  emotes: "smile",
  links: "external-link",
  apps: "settings",
};

export function SectionLinks({ section }: { readonly section: StudioSection }) {
  const row = useCurrentInView(section);
  return (
    <nav class="studio-nav" aria-label={say.nav} ref={row}>
      <div class="studio-nav-links">
        {STUDIO_SECTIONS.map((one) => (
          <a
            key={one}
            class="studio-nav-link"
            href={studioPath(one) + currentSearch.value}
            aria-current={one === section ? "page" : undefined}
          >
            <Icon name={ICONS[one]} />
            <span>{say.sections[one]}</span>
          </a>
        ))}
      </div>
    </nav>
  );
}
