/** Emotes that other sites keep for the streamer: shown, renewed, taken away. Those sites know streamers by their number on Twitch. */
import { useRef, useState } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { showToast } from "../ui/toast.tsx";
import { EMOTE_SITES, type EmoteSite, setEmoteSite } from "./emotes-api.ts";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.emotes;

export function EmoteSites({ login, onChange }: { readonly login: string; readonly onChange: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [site, setSite] = useState<EmoteSite>("bttv");
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const set = async (twitchId: string | null) => {
    setBusy(true);
    const answer = await setEmoteSite(login, site, twitchId);
    setBusy(false);
    if (answer.kind !== "ok") {
      showToast({ text: answer.kind === "refused" ? answer.message : studioStrings.notSaved, tone: "bad" });
      return;
    }
    const { shown, leftOut } = answer.value;
    showToast({ text: twitchId === null ? say.siteGone(say.sites[site]) : say.siteShown(shown, leftOut) });
    onChange();
  };
  return (
    <section class="studio-box" aria-label={say.otherSites}>
      <h2>{say.otherSites}</h2>
      <p class="studio-dim">{say.otherSitesText}</p>
      <form
        class="studio-form"
        aria-label={say.otherSites}
        onSubmit={(event) => {
          event.preventDefault();
          if (busy) return;
          const typed = field.current?.value.trim() ?? "";
          if (/^[1-9][0-9]{0,15}$/.test(typed)) void set(typed);
          else {
            setFault(say.twitchIdFault);
            field.current?.focus();
          }
        }}
      >
        <Select
          label={say.site}
          options={EMOTE_SITES.map((value) => ({ value, label: say.sites[value] }))}
          value={site}
          onChange={(value) => setSite(EMOTE_SITES.find((one) => one === value) ?? "bttv")}
        />
        <Input
          label={say.twitchId}
          hint={say.twitchIdHint}
          error={fault}
          inputRef={field}
          inputMode="numeric"
          autoComplete="off"
          maxLength={16}
          onInput={() => setFault(null)}
        />
        <div class="studio-form-end">
          <Button type="submit" busy={busy}>
            {say.siteShow}
          </Button>
          <Button variant="quiet" busy={busy} onClick={() => void set(null)}>
            {say.siteRemove}
          </Button>
        </div>
      </form>
    </section>
  );
}
