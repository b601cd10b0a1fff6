/** What stands below a channel's picture: its panels, edited here, and the way to its pictures and description. */
import "./panels.css";
import { useEffect, useState } from "preact/hooks";
import type { Panel } from "#protocol/channel/about.ts";
import type { ApiAnswer } from "../ask.ts";
import { channelPath, settingsPath } from "../route.ts";
import { ButtonLink } from "../ui/button.tsx";
import { ErrorState } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { getPanels } from "../watch/channel-api.ts";
import { PanelsForm } from "./panels-form.tsx";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.about;

export type AboutSectionProps = {
  readonly login: string;
  /** The channel is this person's own: pictures and description belong to the account. */
  readonly own: boolean;
};

export function AboutSection({ login, own }: AboutSectionProps) {
  const [answer, setAnswer] = useState<ApiAnswer<readonly Panel[]> | null>(null);
  const load = () => {
    const leaving = new AbortController();
    setAnswer(null);
    void getPanels(login, { signal: leaving.signal, cache: "no-store" }).then((got) => {
      if (!leaving.signal.aborted) setAnswer(got);
    });
    return () => leaving.abort();
  };
  useEffect(load, [login]);
  return (
    <div class="studio-about">
      {own ? (
        <section class="studio-box" aria-label={say.pictures}>
          <h2>{say.pictures}</h2>
          <p class="studio-dim">{say.picturesText}</p>
          <div class="studio-form-end">
            <ButtonLink href={settingsPath("profile")} icon="pencil">
              {say.toProfile}
            </ButtonLink>
          </div>
        </section>
      ) : null}
      <section class="studio-box" aria-label={say.panels}>
        <header class="studio-box-head">
          <h2>{say.panels}</h2>
          <ButtonLink href={channelPath(login)} variant="quiet" icon="external-link">
            {say.look}
          </ButtonLink>
        </header>
        <p class="studio-dim">{say.panelsText}</p>
        {answer === null ? <Skeleton height="240px" /> : null}
        {answer !== null && answer.kind !== "ok" ? <ErrorState title={say.failed} onRetry={load} /> : null}
        {answer?.kind === "ok" ? <PanelsForm login={login} loaded={answer.value} /> : null}
      </section>
    </div>
  );
}
