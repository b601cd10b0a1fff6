/** `/settings/:section`: what the account at this browser may set about itself. */
import "./settings.css";
import { useEffect, useState } from "preact/hooks";
import type { Me } from "#protocol/accounts/me.ts";
import { account, setAccount } from "../account/account.ts";
import type { ApiAnswer } from "../ask.ts";
import { MissingPage } from "../missing-page.tsx";
import { usePageTitle } from "../page-title.ts";
import { settingsPath } from "../route.ts";
import { signInPath } from "../sign-in/next-path.ts";
import { strings } from "../strings.ts";
import { ButtonLink } from "../ui/button.tsx";
import { EmptyState, ErrorState } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { useCurrentInView } from "../ui/use-current-in-view.ts";
import { AppsSection } from "./apps-section.tsx";
import { BlockedSection } from "./blocked-section.tsx";
import { DataSection } from "./data-section.tsx";
import { NotificationsSection } from "./notifications-section.tsx";
import { ProfileSection } from "./profile-section.tsx";
import type { SectionProps } from "./section-props.ts";
import { SecuritySection } from "./security-section.tsx";
import { getMe } from "./settings-api.ts";
import { settingsStrings as say } from "./settings-strings.ts";

const SECTIONS = ["profile", "security", "notifications", "blocked", "apps", "data"] as const;
type Section = (typeof SECTIONS)[number];

export function SettingsPage({ section }: { readonly section: string }) {
  const shown = section === "" ? "profile" : SECTIONS.find((one) => one === section);
  const row = useCurrentInView(shown ?? "");
  usePageTitle(shown === undefined ? say.title : `${say.sections[shown]} · ${say.title}`);
  const who = account.value;
  if (shown === undefined) return <MissingPage title={strings.missing.title} text={strings.missing.text} />;
  if (who === null || who?.guest === true) {
    const logIn = (
      <ButtonLink variant="primary" href={signInPath("/login", settingsPath(shown))}>
        {say.logIn}
      </ButtonLink>
    );
    return (
      <main class="settings" id="content">
        <EmptyState icon="user" title={say.signedOutTitle} action={logIn}>
          {say.signedOutText}
        </EmptyState>
      </main>
    );
  }
  return (
    <main class="settings" id="content" aria-busy={who === undefined}>
      <h1 class="settings-title">{say.title}</h1>
      <nav class="settings-nav" aria-label={say.nav} ref={row}>
        {SECTIONS.map((one) => (
          <a key={one} href={settingsPath(one)} aria-current={one === shown ? "page" : undefined}>
            {say.sections[one]}
          </a>
        ))}
      </nav>
      {who === undefined ? <Waiting /> : <OwnSettings key={who.id} section={shown} />}
    </main>
  );
}

function OwnSettings({ section }: { readonly section: Section }) {
  const [answer, setAnswer] = useState<ApiAnswer<Me> | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const over = new AbortController();
    void getMe(over.signal).then((got) => !over.signal.aborted && setAnswer(got));
    return () => over.abort();
  }, [tries]);
  if (answer === null) return <Waiting />;
  if (answer.kind !== "ok") {
    return (
      <ErrorState title={say.failedTitle} onRetry={() => setTries(tries + 1)}>
        {say.failedText}
      </ErrorState>
    );
  }
  const onMe = (me: Me) => {
    setAnswer({ kind: "ok", value: me });
    const { id, login, displayName, colour, staff, guest } = me;
    setAccount({ id, login, displayName, colour, staff, guest });
  };
  return (
    <div class="settings-parts">
      <SectionContent section={section} me={answer.value} onMe={onMe} />
    </div>
  );
}

function SectionContent({ section, me, onMe }: SectionProps & { readonly section: Section }) {
  switch (section) {
    case "profile":
      return <ProfileSection me={me} onMe={onMe} />;
    case "security":
      return <SecuritySection me={me} onMe={onMe} />;
    case "notifications":
      return <NotificationsSection />;
    case "blocked":
      return <BlockedSection />;
    case "apps":
      return <AppsSection />;
    default:
      return <DataSection me={me} />;
  }
}

function Waiting() {
  return (
    <div class="settings-parts">
      <span class="ui-spoken" role="status">
        {say.loading}
      </span>
      <Skeleton height="200px" />
      <Skeleton height="120px" />
    </div>
  );
}
