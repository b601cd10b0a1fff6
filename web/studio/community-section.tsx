/** Who helps: moderators and VIPs of the chat, and editors of the channel. */

import { RolesPanel } from "../moderation/roles-panel.tsx";
import type { Moderation } from "../moderation/use-moderation.ts";
import { moderationPath } from "../route.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Editors } from "./editors.tsx";
import { ModerationWait } from "./moderation-wait.tsx";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.community;

export type CommunitySectionProps = {
  readonly login: string;
  /** The channel is this person's own: its editors are theirs to name. */
  readonly own: boolean;
  readonly moderation: Moderation;
};

export function CommunitySection({ login, own, moderation }: CommunitySectionProps) {
  const { view } = moderation.state;
  return (
    <div class="studio-columns">
      <section class="studio-box" aria-label={say.roles}>
        <header class="studio-box-head">
          <h2>{say.roles}</h2>
          <ButtonLink href={moderationPath(login)} icon="shield">
            {say.toModeration}
          </ButtonLink>
        </header>
        <p class="studio-dim">{say.rolesText}</p>
        {view === null ? (
          <ModerationWait moderation={moderation} />
        ) : (
          <RolesPanel
            moderators={view.moderators}
            vips={view.vips}
            mayChange={view.role === "broadcaster"}
            act={moderation.act}
          />
        )}
      </section>
      {own ? <Editors /> : null}
    </div>
  );
}
