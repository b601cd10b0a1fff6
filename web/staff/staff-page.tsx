/** `/staff`: the settings of the whole site, for its staff. Says who may be here; the site itself decides it. */
import "./staff.css";
import { useEffect, useState } from "preact/hooks";
import type { FlagList } from "#protocol/flags/flag.ts";
import { account, loadAccount } from "../account/account.ts";
import type { ApiAnswer } from "../ask.ts";
import { replaceAddress } from "../navigation.ts";
import { usePageTitle } from "../page-title.ts";
import { pagePaths } from "../route.ts";
import { signInPath } from "../sign-in/next-path.ts";
import { EmptyState, ErrorState } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { ChangeLog } from "./change-log.tsx";
import { withFlag } from "./flag-board.ts";
import { FlagBox } from "./flag-box.tsx";
import { getFlags } from "./flags-api.ts";
import { staffStrings as say } from "./staff-strings.ts";

export function StaffPage() {
  const who = account.value;
  usePageTitle(say.title);
  useEffect(() => void loadAccount(), []);
  useEffect(() => {
    if (who === null) toLogIn();
  }, [who]);
  if (who === undefined || who === null) return <Loading />;
  return who.staff && !who.guest ? <Flags key={who.id} /> : <Refused />;
}

/** Who is not signed in comes back here afterwards. */
const toLogIn = (): void => replaceAddress(signInPath("/login", pagePaths.staff));

function Flags() {
  const [answer, setAnswer] = useState<ApiAnswer<FlagList> | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const over = new AbortController();
    setAnswer(null);
    void getFlags(over.signal).then((got) => !over.signal.aborted && setAnswer(got));
    return () => over.abort();
  }, [tries]);
  const status = answer?.kind === "refused" ? answer.status : null;
  useEffect(() => {
    if (status === 401) toLogIn();
  }, [status]);
  if (answer === null || status === 401) return <Loading />;
  if (status === 403) return <Refused />;
  if (answer.kind !== "ok") {
    return (
      <main class="missing" id="content">
        <ErrorState title={say.failedTitle} onRetry={() => setTries(tries + 1)}>
          {say.failedText}
        </ErrorState>
      </main>
    );
  }
  const list = answer.value;
  return (
    <main class="staff" id="content">
      <header class="staff-head">
        <h1>{say.title}</h1>
        <p class="staff-dim">{say.text}</p>
      </header>
      <div class="staff-flags">
        {list.flags.map((flag) => (
          <FlagBox
            key={flag.name}
            flag={flag}
            list={list}
            // Another flag may have changed while this one was on its way.
            onChanged={(history) =>
              setAnswer((now) => (now?.kind === "ok" ? { ...now, value: withFlag(now.value, history) } : now))
            }
          />
        ))}
      </div>
      <ChangeLog changes={list.changes} />
    </main>
  );
}

function Refused() {
  return (
    <main class="missing" id="content">
      <EmptyState icon="shield" title={say.refusedTitle} action={<a href="/">{say.home}</a>}>
        {say.refusedText}
      </EmptyState>
    </main>
  );
}

function Loading() {
  return (
    <main class="staff" id="content" aria-busy="true">
      <span class="ui-spoken" role="status">
        {say.loading}
      </span>
      <Skeleton height="160px" />
      <Skeleton height="160px" />
    </main>
  );
}
