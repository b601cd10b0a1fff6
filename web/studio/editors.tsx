/** The editors of one's channel: listed, named, taken away. */
import { useEffect, useState } from "preact/hooks";
import type { Editors as EditorList } from "#protocol/accounts/me.ts";
import type { ApiAnswer } from "../ask.ts";
import { LoginForm } from "../moderation/login-form.tsx";
import { When } from "../moderation/when.tsx";
import { Button } from "../ui/button.tsx";
import { ErrorState } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { showToast } from "../ui/toast.tsx";
import { addEditor, getEditors, removeEditor } from "./editors-api.ts";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.community;
type List = EditorList["editors"];

export function Editors() {
  const [answer, setAnswer] = useState<ApiAnswer<List> | null>(null);
  const load = () => {
    const leaving = new AbortController();
    setAnswer(null);
    void getEditors(leaving.signal).then((got) => {
      if (!leaving.signal.aborted) setAnswer(got);
    });
    return () => leaving.abort();
  };
  useEffect(load, []);
  const change = async (asked: Promise<ApiAnswer<List>>, done: string) => {
    const got = await asked;
    if (got.kind === "ok") setAnswer(got);
    const text = got.kind === "ok" ? done : got.kind === "refused" ? got.message : studioStrings.notSaved;
    showToast({ text, tone: got.kind === "ok" ? "plain" : "bad" });
  };
  return (
    <section class="studio-box" aria-label={say.editors}>
      <header class="studio-box-head">
        <h2>{say.editors}</h2>
      </header>
      <p class="studio-dim">{say.editorsText}</p>
      <LoginForm
        title={say.editorAdd}
        button={say.editorAdd}
        onLogin={(login) => void change(addEditor(login), say.editorAdded(login))}
      />
      {answer === null ? <Skeleton height="44px" /> : null}
      {answer !== null && answer.kind !== "ok" ? <ErrorState title={say.editorsFailed} onRetry={load} /> : null}
      {answer?.kind === "ok" ? (
        <EditorRows
          editors={answer.value}
          onRemove={(login) => void change(removeEditor(login), say.editorRemoved(login))}
        />
      ) : null}
    </section>
  );
}

function EditorRows({ editors, onRemove }: { readonly editors: List; readonly onRemove: (login: string) => void }) {
  if (editors.length === 0) return <p class="studio-dim">{say.editorsNone}</p>;
  return (
    <ul class="studio-rows">
      {editors.map(({ id, login, displayName, since }) => (
        <li key={id} class="studio-row">
          <p class="studio-row-words">
            <bdi class="studio-name">{displayName}</bdi>{" "}
            <span class="studio-dim">
              <When at={since} />
            </span>
          </p>
          <Button aria-label={say.editorRemove(displayName)} onClick={() => onRemove(login)}>
            {studioStrings.remove}
          </Button>
        </li>
      ))}
    </ul>
  );
}
