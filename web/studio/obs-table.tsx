/** What to set in OBS, for the picture that one wants, as a table and as text to take along. */
import { useState } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { Select } from "../ui/select.tsx";
import { showToast } from "../ui/toast.tsx";
import { OBS_GOALS, type ObsGoal, obsSettings, obsText } from "./obs-settings.ts";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.guide;
const GOALS = ["1080p60", "1080p30", "720p30"] as const satisfies readonly ObsGoal[];

export function ObsTable() {
  const [goal, setGoal] = useState<ObsGoal>("1080p30");
  const copy = async () => {
    const copied = await navigator.clipboard?.writeText(obsText(goal)).then(
      () => true,
      () => false,
    );
    showToast({ text: copied === true ? say.settingsCopied : say.settingsNotCopied });
  };
  return (
    <div class="studio-obs">
      <div class="studio-obs-head">
        <Select
          label={say.goal}
          options={GOALS.map((value) => ({ value, label: OBS_GOALS[value].label }))}
          value={goal}
          onChange={(value) => setGoal(GOALS.find((one) => one === value) ?? "1080p30")}
        />
        <Button icon="copy" onClick={() => void copy()}>
          {say.settingsCopy}
        </Button>
      </div>
      <table class="studio-table">
        <thead>
          <tr>
            <th scope="col">{say.columns.name}</th>
            <th scope="col">{say.columns.value}</th>
            <th scope="col">{say.columns.why}</th>
          </tr>
        </thead>
        <tbody>
          {obsSettings(goal).map(({ name, value, why }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <b>{value}</b>
              </td>
              <td class="studio-dim">{why}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
