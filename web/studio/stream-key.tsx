/** The stream key: made, shown this once, made anew after a question. The page keeps it no longer than it is open. */
import { useEffect, useState } from "preact/hooks";
import type { NewStreamKey } from "#protocol/accounts/me.ts";
import type { ApiAnswer } from "../ask.ts";
import { agoText } from "../format.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { CopyField } from "../ui/copy-field.tsx";
import { ErrorState } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { showToast } from "../ui/toast.tsx";
import { getKeyState, makeKey } from "./studio-api.ts";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.guide;

export function StreamKey({ live }: { readonly live: boolean }) {
  const [made, setMade] = useState<NewStreamKey | null>(null);
  const [state, setState] = useState<ApiAnswer<{ readonly madeAt: number | null }> | null>(null);
  const [asks, setAsks] = useState(false);
  const [busy, setBusy] = useState(false);
  const load = () => {
    const leaving = new AbortController();
    setState(null);
    void getKeyState(leaving.signal).then((got) => {
      if (!leaving.signal.aborted) setState(got);
    });
    return () => leaving.abort();
  };
  useEffect(load, []);
  const make = async () => {
    setBusy(true);
    const answer = await makeKey();
    setBusy(false);
    if (answer.kind === "ok") setMade(answer.value);
    else showToast({ text: answer.kind === "refused" ? answer.message : say.keyFailed, tone: "bad" });
  };
  if (made !== null) {
    return (
      <div class="studio-key" role="status">
        <CopyField label={say.keyLabel} value={made.streamKey} hint={say.keyOnce} secret />
      </div>
    );
  }
  if (state === null) return <Skeleton height="36px" />;
  if (state.kind !== "ok") return <ErrorState title={say.keyStateFailed} onRetry={load} />;
  const { madeAt } = state.value;
  if (madeAt === null) {
    return (
      <div class="studio-key">
        <p>{say.keyNone}</p>
        <Button variant="primary" busy={busy} onClick={() => void make()}>
          {say.keyMake}
        </Button>
      </div>
    );
  }
  return (
    <div class="studio-key">
      <p>{say.keyMade(agoText(new Date(madeAt).toISOString(), Date.now()))}</p>
      <Button icon="rotate-cw" onClick={() => setAsks(true)}>
        {say.keyNew}
      </Button>
      {asks ? (
        <Confirm
          title={say.rotateTitle}
          action={say.rotateYes}
          cancel={say.rotateNo}
          onConfirm={make}
          onClose={() => setAsks(false)}
        >
          <p>{say.rotateText}</p>
          {live ? <p class="studio-bad">{say.rotateLive}</p> : null}
        </Confirm>
      ) : null}
    </div>
  );
}
