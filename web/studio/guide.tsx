/** How to go live, in three steps: server, key, settings. The page around it turns live by itself when the encoder comes. */
import { useEffect, useId, useState } from "preact/hooks";
import type { LiveState } from "#protocol/channel/channel.ts";
import type { ApiAnswer } from "../ask.ts";
import { CopyField } from "../ui/copy-field.tsx";
import { ErrorState } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { ObsTable } from "./obs-table.tsx";
import { getServers, type Server } from "./servers.ts";
import { StreamKey } from "./stream-key.tsx";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.guide;

export function Guide({ state }: { readonly state: LiveState }) {
  const titleId = useId();
  return (
    <section class="studio-guide" aria-labelledby={titleId}>
      <header class="studio-guide-head">
        <h2 id={titleId}>{say.title}</h2>
        <p class="studio-dim">{say.intro}</p>
      </header>
      <ol class="studio-steps">
        <li class="studio-step">
          <h3>{say.serverStep}</h3>
          <p class="studio-dim">{say.serverText}</p>
          <Servers />
        </li>
        <li class="studio-step">
          <h3>{say.keyStep}</h3>
          <p class="studio-dim">{say.keyText}</p>
          <StreamKey live={state === "live" || state === "reconnecting"} />
        </li>
        <li class="studio-step">
          <h3>{say.settingsStep}</h3>
          <p class="studio-dim">{say.settingsText}</p>
          <ObsTable />
        </li>
      </ol>
      {state === "offline" || state === "starting" ? (
        <p class="studio-waiting" data-state={state} role="status">
          <span class="studio-waiting-dot" aria-hidden="true" />
          {state === "offline" ? say.waiting : say.came}
        </p>
      ) : null}
    </section>
  );
}

function Servers() {
  const [answer, setAnswer] = useState<ApiAnswer<readonly Server[]> | null>(null);
  const [chosen, setChosen] = useState(0);
  const load = () => {
    const leaving = new AbortController();
    setAnswer(null);
    void getServers(leaving.signal).then((got) => {
      if (!leaving.signal.aborted) setAnswer(got);
    });
    return () => leaving.abort();
  };
  useEffect(load, []);
  if (answer === null) return <Skeleton height="60px" />;
  const servers = answer.kind === "ok" ? answer.value : [];
  const server = servers[chosen] ?? servers[0];
  if (server === undefined) return <ErrorState title={say.serversFailed} onRetry={load} />;
  return (
    <>
      {servers.length === 1 ? null : (
        <Select
          label={say.region}
          options={servers.map(({ name }, at) => ({ value: String(at), label: name }))}
          value={String(chosen)}
          onChange={(value) => setChosen(Number(value))}
        />
      )}
      <CopyField label={say.serverLabel} value={server.address} />
    </>
  );
}
