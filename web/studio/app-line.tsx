/** One app: what it is, and what can be done with it. What cannot be taken back is asked for once. */
import { useState } from "preact/hooks";
import type { CreatedApp, OwnApp } from "#protocol/oauth/app.ts";
import { When } from "../moderation/when.tsx";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { CopyField } from "../ui/copy-field.tsx";
import { showToast } from "../ui/toast.tsx";
import { AppForm } from "./app-form.tsx";
import { changeApp, deleteApp, renewSecret } from "./apps-api.ts";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.apps;

export type AppLineProps = {
  readonly app: OwnApp;
  readonly onChange: (app: OwnApp) => void;
  /** There is a new secret, to be shown this once. */
  readonly onSecret: (app: CreatedApp) => void;
  readonly onDelete: () => void;
};

export function AppLine({ app, onChange, onSecret, onDelete }: AppLineProps) {
  const [changing, setChanging] = useState(false);
  const [asks, setAsks] = useState<"secret" | "delete" | null>(null);
  const fail = (message: string | null) => showToast({ text: message ?? studioStrings.notSaved, tone: "bad" });
  const renew = async () => {
    const answer = await renewSecret(app.clientId);
    if (answer.kind === "ok") onSecret(answer.value);
    else fail(answer.kind === "refused" ? answer.message : null);
  };
  const remove = async () => {
    const answer = await deleteApp(app.clientId);
    if (answer.kind === "ok") onDelete();
    else fail(answer.kind === "refused" ? answer.message : null);
  };
  return (
    <li class="studio-app">
      <div class="studio-row">
        <p class="studio-row-words">
          <bdi class="studio-name">{app.name}</bdi>{" "}
          <span class="studio-dim">
            {app.kind === "public" ? say.public : say.confidential} · <When at={app.createdAt} />
          </span>
        </p>
        <span class="studio-app-acts">
          {changing ? null : (
            <Button aria-label={say.changeOf(app.name)} onClick={() => setChanging(true)}>
              {say.change}
            </Button>
          )}
          {app.kind === "public" ? null : (
            <Button aria-label={say.newSecretOf(app.name)} onClick={() => setAsks("secret")}>
              {say.newSecret}
            </Button>
          )}
          <Button variant="danger" aria-label={say.deleteOf(app.name)} onClick={() => setAsks("delete")}>
            {say.delete}
          </Button>
        </span>
      </div>
      {changing ? (
        <AppForm
          known={app}
          onCancel={() => setChanging(false)}
          onSend={async (words) => {
            const answer = await changeApp(app.clientId, words);
            if (answer.kind !== "ok") return answer.kind === "refused" ? answer.message : studioStrings.notSaved;
            onChange(answer.value);
            setChanging(false);
            return null;
          }}
        />
      ) : (
        <>
          <CopyField label={say.clientId} value={app.clientId} />
          <div>
            <p class="ui-input-label">{say.addresses}</p>
            <ul class="studio-addresses" aria-label={say.addresses}>
              {app.redirectUris.map((uri) => (
                <li key={uri}>{uri}</li>
              ))}
            </ul>
          </div>
        </>
      )}
      {asks === "secret" ? (
        <Confirm
          title={say.newSecretTitle(app.name)}
          action={say.newSecret}
          onConfirm={renew}
          onClose={() => setAsks(null)}
        >
          <p>{say.newSecretText}</p>
        </Confirm>
      ) : null}
      {asks === "delete" ? (
        <Confirm title={say.deleteTitle(app.name)} action={say.delete} onConfirm={remove} onClose={() => setAsks(null)}>
          <p>{say.deleteText}</p>
        </Confirm>
      ) : null}
    </li>
  );
}
