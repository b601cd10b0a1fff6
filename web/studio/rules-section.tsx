/** The rules of the chat and its blocked terms, as on the moderators' page. */
import { ModesPanel } from "../moderation/modes-panel.tsx";
import { TermsPanel } from "../moderation/terms-panel.tsx";
import type { Moderation } from "../moderation/use-moderation.ts";
import { moderationPath } from "../route.ts";
import { ButtonLink } from "../ui/button.tsx";
import { ModerationWait } from "./moderation-wait.tsx";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.rules;

export function RulesSection({ login, moderation }: { readonly login: string; readonly moderation: Moderation }) {
  const { view } = moderation.state;
  if (view === null) return <ModerationWait moderation={moderation} />;
  return (
    <div class="studio-columns">
      <section class="studio-box" aria-label={say.modes}>
        <header class="studio-box-head">
          <h2>{say.modes}</h2>
          <ButtonLink href={moderationPath(login)} icon="shield">
            {studioStrings.community.toModeration}
          </ButtonLink>
        </header>
        <ModesPanel modes={view.modes} act={moderation.act} reload={moderation.reload} />
      </section>
      <section class="studio-box" aria-label={say.terms}>
        <header class="studio-box-head">
          <h2>{say.terms}</h2>
        </header>
        <TermsPanel terms={view.terms} act={moderation.act} />
      </section>
    </div>
  );
}
