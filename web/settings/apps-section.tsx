/** Settings, apps: which apps of third parties act for the account, what each may do, and the way to shut one out. */
import { useState } from "preact/hooks";
import type { Connection } from "#protocol/oauth/app.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { showToast } from "../ui/toast.tsx";
import { Box, PartWaiting, toastRefusal, usePart } from "./box.tsx";
import { getApps, removeApp } from "./settings-api.ts";
import { settingsStrings } from "./settings-strings.ts";
import { When } from "./when.tsx";

const say = settingsStrings.apps;

export function AppsSection() {
  const part = usePart(getApps);
  const [asking, setAsking] = useState<Connection | null>(null);
  const { value } = part;
  const remove = async ({ clientId, name }: Connection) => {
    const answer = await removeApp(clientId);
    if (answer.kind !== "ok") return toastRefusal(answer);
    if (typeof value !== "string") part.set(value.filter((app) => app.clientId !== clientId));
    showToast({ text: say.removed(name) });
  };
  return (
    <Box title={say.title} text={say.text}>
      {typeof value === "string" ? (
        <PartWaiting failed={value === "failed"} onRetry={part.retry} />
      ) : value.length === 0 ? (
        <p class="settings-dim">{say.none}</p>
      ) : (
        <ul class="settings-list">
          {value.map((app) => (
            <li key={app.clientId}>
              <span class="settings-list-words">
                <b>{app.name}</b>
                <span class="settings-dim">
                  {say.since} <When at={app.since} />
                </span>
                <ul class="settings-scopes">
                  {app.words.map((words) => (
                    <li key={words}>{words}</li>
                  ))}
                </ul>
              </span>
              <Button variant="danger" aria-label={`${say.remove}: ${app.name}`} onClick={() => setAsking(app)}>
                {say.remove}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {asking === null ? null : (
        <Confirm
          title={say.removeTitle(asking.name)}
          action={say.remove}
          onConfirm={() => remove(asking)}
          onClose={() => setAsking(null)}
        >
          {say.removeText}
        </Confirm>
      )}
    </Box>
  );
}
