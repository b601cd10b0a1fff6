/** The part of the studio that the address names. */
import "../moderation/moderation.css";
import { assertNever } from "#protocol/assert.ts";
import type { Moderation } from "../moderation/use-moderation.ts";
import { EmptyState } from "../ui/notice.tsx";
import { AboutSection } from "./about-section.tsx";
import { AppsSection } from "./apps-section.tsx";
import { CommunitySection } from "./community-section.tsx";
import { DetailsSection } from "./details-section.tsx";
import { EmotesSection } from "./emotes-section.tsx";
import type { HealthWindow } from "./health-window.ts";
import { LinksSection } from "./links-section.tsx";
import { RulesSection } from "./rules-section.tsx";
import { ScheduleSection } from "./schedule-section.tsx";
import type { StudioSection } from "./sections.ts";
import { StreamSection } from "./stream-section.tsx";
import { studioStrings as say } from "./studio-strings.ts";

export type SectionProps = {
  readonly section: StudioSection;
  readonly login: string;
  /** The channel is this person's own. */
  readonly own: boolean;
  readonly health: HealthWindow;
  readonly moderation: Moderation;
};

export function Section({ section, login, own, health, moderation }: SectionProps) {
  switch (section) {
    case "stream":
      return <StreamSection login={login} health={health} own={own} chat={moderation.chat} />;
    case "details":
      return <DetailsSection login={login} />;
    case "about":
      return <AboutSection login={login} own={own} />;
    case "schedule":
      return <ScheduleSection login={login} />;
    case "community":
      return <CommunitySection login={login} own={own} moderation={moderation} />;
    case "moderation":
      return <RulesSection login={login} moderation={moderation} />;
    case "emotes":
      return own ? <EmotesSection login={login} /> : <OwnOnly />;
    case "links":
      return <LinksSection login={login} />;
    case "apps":
      return own ? <AppsSection /> : <OwnOnly />;
    default:
      return assertNever(section, "unknown part of the studio");
  }
}

function OwnOnly() {
  return (
    <EmptyState icon="user" title={say.ownOnlyTitle} action={<a href="/studio">{say.ownStudio}</a>}>
      {say.ownOnlyText}
    </EmptyState>
  );
}
