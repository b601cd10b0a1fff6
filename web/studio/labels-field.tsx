/** What viewers should know before they watch: a checkbox a content label. Nothing holds before the form is saved. */
import { CONTENT_LABELS, type ContentLabel } from "#protocol/channel/labels.ts";
import { strings } from "../strings.ts";
import { Checkbox } from "../ui/checkbox.tsx";
import { withLabel } from "./details-form.ts";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.details;

export type LabelsFieldProps = {
  readonly labels: readonly ContentLabel[];
  readonly onChange: (labels: readonly ContentLabel[]) => void;
};

export function LabelsField({ labels, onChange }: LabelsFieldProps) {
  return (
    <fieldset class="studio-labels">
      <legend>{say.labels}</legend>
      <p class="studio-labels-hint">{say.labelsHint}</p>
      <div class="studio-labels-list">
        {CONTENT_LABELS.map((label) => (
          <Checkbox
            key={label}
            name={label}
            label={strings.labels[label]}
            checked={labels.includes(label)}
            onChange={(on) => onChange(withLabel(labels, label, on))}
          />
        ))}
      </div>
    </fieldset>
  );
}
