/** The studio: who may be here, the bar that says at one glance how the stream is, and the part that the address names. */
import "./studio.css";
import { useEffect } from "preact/hooks";
import { account, loadAccount } from "../account/account.ts";
import { useModeration } from "../moderation/use-moderation.ts";
import { currentPath, currentSearch, replaceAddress } from "../navigation.ts";
import { usePageTitle } from "../page-title.ts";
import { channelPath } from "../route.ts";
import { signInPath } from "../sign-in/next-path.ts";
import { ButtonLink } from "../ui/button.tsx";
import { EmptyState, ErrorState } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { type Judgement, judgeHealth } from "./judge-health.ts";
import { Section } from "./section.tsx";
import { SectionLinks } from "./section-links.tsx";
import type { StudioSection } from "./sections.ts";
import { StatusBar } from "./status-bar.tsx";
import { studioStrings as say } from "./studio-strings.ts";
import { channelAsked } from "./subject.ts";
import { useChatRate } from "./use-chat-rate.ts";
import { useHealth } from "./use-health.ts";

export function StudioPage({ section }: { readonly section: StudioSection }) {
  const who = account.value;
  usePageTitle(say.title);
  useEffect(() => void loadAccount(), []);
  useEffect(() => {
    if (who === null) toLogIn();
  }, [who]);
  if (who === undefined || who === null) return <Loading />;
  const login = channelAsked(currentSearch.value) ?? who.login;
  const own = login === who.login;
  if (who.guest && own) {
    return (
      <main class="missing" id="content">
        <EmptyState
          icon="user"
          title={say.noChannelTitle}
          action={
            <ButtonLink href="/signup" variant="primary">
              {say.signUp}
            </ButtonLink>
          }
        >
          {say.noChannelText}
        </EmptyState>
      </main>
    );
  }
  return <Studio key={login} login={login} own={own} section={section} />;
}

/** Who is not signed in comes back here afterwards. */
function toLogIn(): void {
  replaceAddress(signInPath("/login", currentPath.value + currentSearch.value));
}

type StudioProps = { readonly login: string; readonly own: boolean; readonly section: StudioSection };

function Studio({ login, own, section }: StudioProps) {
  const { health, trouble, reload } = useHealth(login);
  const moderation = useModeration(login);
  const chatRate = useChatRate(moderation.chat.state);
  const lost = trouble === "lost";
  const judged = health === null ? null : judgeHealth(health);
  const judgement: Judgement | null =
    judged !== null && lost ? { level: "unknown", sentence: say.status.lost } : judged;
  useEffect(() => {
    if (trouble === "signedOut") toLogIn();
  }, [trouble]);
  const tab =
    health === null || judgement === null
      ? null
      : say.status.tab(say.status.state[health.state], say.status.level[judgement.level]);
  usePageTitle(tab === null ? say.title : `${tab} · ${say.title}`);
  if (trouble === "forbidden" || trouble === "missing") return <NoStudio login={login} own={own} />;
  if (health === null && lost) {
    return (
      <main class="missing" id="content">
        <ErrorState title={say.failedTitle} onRetry={reload}>
          {say.failedText}
        </ErrorState>
      </main>
    );
  }
  return (
    <main class="studio" id="content">
      <h1 class="ui-spoken">{say.of(login)}</h1>
      <StatusBar health={health} judgement={judgement} chatRate={chatRate} />
      <SectionLinks section={section} />
      <div class="studio-section" data-section={section}>
        {health === null ? <Skeleton height="240px" /> : <Section {...{ section, login, own, health, moderation }} />}
      </div>
    </main>
  );
}

function NoStudio({ login, own }: { readonly login: string; readonly own: boolean }) {
  return (
    <main class="missing" id="content">
      {own ? (
        <EmptyState
          icon="video-off"
          title={say.noChannelTitle}
          action={<a href={channelPath(login)}>{say.channelPage}</a>}
        >
          {say.noChannelText}
        </EmptyState>
      ) : (
        <EmptyState icon="shield" title={say.forbiddenTitle(login)} action={<a href="/studio">{say.ownStudio}</a>}>
          {say.forbiddenText}
        </EmptyState>
      )}
    </main>
  );
}

function Loading() {
  return (
    <main class="studio" id="content" aria-busy="true">
      <span class="ui-spoken" role="status">
        {say.loading}
      </span>
      <Skeleton height="52px" />
      <Skeleton height="320px" />
    </main>
  );
}
