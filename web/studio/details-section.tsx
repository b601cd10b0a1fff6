/** Title, category, tags and language: what the channel says of itself in every list. Changes reach viewers within seconds, live or not. */
import { useEffect, useState } from "preact/hooks";
import { MAX_TITLE_LENGTH } from "#protocol/channel/about.ts";
import { isGated } from "#protocol/channel/labels.ts";
import type { ApiAnswer } from "../ask.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { ErrorState } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Switch } from "../ui/switch.tsx";
import { showToast } from "../ui/toast.tsx";
import { CategoryPicker } from "./category-picker.tsx";
import { changeDetails, getDetails } from "./details-api.ts";
import { changeOf, type Details, detailsOf, titleFault } from "./details-form.ts";
import { LabelsField } from "./labels-field.tsx";
import { languageOptions } from "./languages.ts";
import { studioStrings } from "./studio-strings.ts";
import { TagsField } from "./tags-field.tsx";

const say = studioStrings.details;

export function DetailsSection({ login }: { readonly login: string }) {
  const [answer, setAnswer] = useState<ApiAnswer<Details> | null>(null);
  const load = () => {
    const leaving = new AbortController();
    setAnswer(null);
    void getDetails(login, leaving.signal).then((got) => {
      if (leaving.signal.aborted) return;
      setAnswer(got.kind === "ok" ? { kind: "ok", value: detailsOf(got.value) } : got);
    });
    return () => leaving.abort();
  };
  useEffect(load, [login]);
  if (answer === null) return <Skeleton height="320px" />;
  if (answer.kind !== "ok") return <ErrorState title={say.failed} onRetry={load} />;
  return (
    <section class="studio-box studio-details" aria-label={studioStrings.sections.details}>
      <h2>{studioStrings.sections.details}</h2>
      <DetailsForm login={login} loaded={answer.value} />
    </section>
  );
}

function DetailsForm({ login, loaded }: { readonly login: string; readonly loaded: Details }) {
  const [known, setKnown] = useState(loaded);
  const [typed, setTyped] = useState(loaded);
  const [busy, setBusy] = useState(false);
  const change = changeOf(known, typed);
  const fault = titleFault(typed.title);
  const set = (part: Partial<Details>) => setTyped((before) => ({ ...before, ...part }));
  const save = async (event: Event) => {
    event.preventDefault();
    if (busy || change === null || fault !== null) return;
    setBusy(true);
    const answer = await changeDetails(login, change);
    setBusy(false);
    if (answer.kind !== "ok") {
      showToast({ text: answer.kind === "refused" ? answer.message : studioStrings.notSaved, tone: "bad" });
      return;
    }
    setKnown(detailsOf(answer.value));
    setTyped(detailsOf(answer.value));
    showToast({ text: say.saved, tone: "good" });
  };
  return (
    <form class="studio-form" aria-label={studioStrings.sections.details} onSubmit={(event) => void save(event)}>
      <Input
        label={say.title}
        hint={say.titleHint([...typed.title].length, MAX_TITLE_LENGTH)}
        error={fault}
        value={typed.title}
        autoComplete="off"
        onInput={(event) => set({ title: event.currentTarget.value })}
      />
      <CategoryPicker chosen={typed.category} onChoose={(category) => set({ category })} />
      <TagsField tags={typed.tags} onChange={(tags) => set({ tags })} />
      <Select
        label={say.language}
        options={languageOptions(typed.language, say.languageNone, say.languageOther)}
        value={typed.language ?? ""}
        onChange={(language) => set({ language: language === "" ? null : language })}
      />
      <LabelsField labels={typed.labels} onChange={(labels) => set({ labels })} />
      <Switch
        label={say.mature}
        hint={isGated(typed.labels) ? say.matureByLabel : say.matureHint}
        checked={typed.mature || isGated(typed.labels)}
        disabled={isGated(typed.labels)}
        onChange={(mature) => set({ mature })}
      />
      <Switch
        label={say.lowLatency}
        hint={say.lowLatencyHint}
        checked={typed.latencyMode === "low"}
        onChange={(low) => set({ latencyMode: low ? "low" : "normal" })}
      />
      <div class="studio-form-end">
        <Button type="submit" variant="primary" busy={busy} disabled={change === null || fault !== null}>
          {studioStrings.save}
        </Button>
        {change === null ? null : (
          <Button variant="quiet" onClick={() => setTyped(known)}>
            {say.undo}
          </Button>
        )}
      </div>
    </form>
  );
}
