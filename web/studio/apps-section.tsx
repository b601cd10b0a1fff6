/** The apps that one has registered: made, their secret shown once, changed, deleted. */
import { useEffect, useState } from "preact/hooks";
import type { CreatedApp, OwnApp } from "#protocol/oauth/app.ts";
import type { ApiAnswer } from "../ask.ts";
import { Button } from "../ui/button.tsx";
import { CopyField } from "../ui/copy-field.tsx";
import { EmptyState, ErrorState } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { AppForm } from "./app-form.tsx";
import { AppLine } from "./app-line.tsx";
import { getApps, makeApp } from "./apps-api.ts";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.apps;

export function AppsSection() {
  const [answer, setAnswer] = useState<ApiAnswer<readonly OwnApp[]> | null>(null);
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState<CreatedApp | null>(null);
  const load = () => {
    const leaving = new AbortController();
    setAnswer(null);
    void getApps(leaving.signal).then((got) => {
      if (!leaving.signal.aborted) setAnswer(got);
    });
    return () => leaving.abort();
  };
  useEffect(load, []);
  if (answer === null) return <Skeleton height="160px" />;
  if (answer.kind !== "ok") return <ErrorState title={say.failed} onRetry={load} />;
  const apps = answer.value;
  const setApps = (next: readonly OwnApp[]) => setAnswer({ kind: "ok", value: next });
  return (
    <section class="studio-box studio-apps" aria-label={studioStrings.sections.apps}>
      <header class="studio-box-head">
        <h2>{studioStrings.sections.apps}</h2>
        {making ? null : (
          <Button icon="plus" onClick={() => setMaking(true)}>
            {say.make}
          </Button>
        )}
      </header>
      <p class="studio-dim">{say.text}</p>
      {secret === null ? null : <NewSecret app={secret} onDone={() => setSecret(null)} />}
      {making ? (
        <AppForm
          known={null}
          onCancel={() => setMaking(false)}
          onSend={async (words, kind) => {
            const made = await makeApp(kind, words);
            if (made.kind !== "ok") return made.kind === "refused" ? made.message : studioStrings.notSaved;
            const { secret: shown, ...app } = made.value;
            setApps([...apps, app]);
            setMaking(false);
            if (shown !== null) setSecret(made.value);
            return null;
          }}
        />
      ) : null}
      {apps.length === 0 && !making ? (
        <EmptyState icon="settings" title={say.noneTitle}>
          {say.noneText}
        </EmptyState>
      ) : null}
      <ul class="studio-rows">
        {apps.map((app) => (
          <AppLine
            key={app.clientId}
            app={app}
            onChange={(next) => setApps(apps.map((one) => (one.clientId === next.clientId ? next : one)))}
            onSecret={setSecret}
            onDelete={() => setApps(apps.filter((one) => one.clientId !== app.clientId))}
          />
        ))}
      </ul>
    </section>
  );
}

function NewSecret({ app, onDone }: { readonly app: CreatedApp; readonly onDone: () => void }) {
  return (
    <div class="studio-once" role="status">
      <CopyField label={say.secretOf(app.name)} value={app.secret ?? ""} hint={say.secretOnce} secret />
      <Button onClick={onDone}>{say.secretDone}</Button>
    </div>
  );
}
