/** Tags as words that are taken away by a press, and a field that takes more. */
import { useRef, useState } from "preact/hooks";
import { MAX_TAGS } from "#protocol/channel/about.ts";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Input } from "../ui/input.tsx";
import { addTags } from "./details-form.ts";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.details;

export type TagsFieldProps = {
  readonly tags: readonly string[];
  readonly onChange: (tags: readonly string[]) => void;
};

export function TagsField({ tags, onChange }: TagsFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<string | null>(null);
  const add = () => {
    if (field.current === null) return;
    const typed = addTags(tags, field.current.value);
    if (typed.kind === "fault") {
      setError(typed.sentence);
      return;
    }
    field.current.value = "";
    if (typed.tags !== tags) onChange(typed.tags);
  };
  return (
    <fieldset class="studio-tags">
      <legend class="ui-input-label">{say.tags}</legend>
      {tags.length === 0 ? null : (
        <ul class="studio-tag-list">
          {tags.map((tag) => (
            <li key={tag}>
              <button
                type="button"
                class="studio-tag"
                aria-label={say.tagRemove(tag)}
                onClick={() => {
                  onChange(tags.filter((other) => other !== tag));
                  field.current?.focus();
                }}
              >
                {tag}
                <Icon name="x" size={16} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="studio-line">
        <Input
          label={say.tagAdd}
          labelHidden
          hint={say.tagsHint(MAX_TAGS - tags.length)}
          error={error}
          inputRef={field}
          autoComplete="off"
          autoCapitalize="none"
          maxLength={200}
          onInput={() => setError(null)}
          onBlur={add}
          onKeyDown={(event) => {
            if (event.key !== "Enter" && event.key !== ",") return;
            // Enter sends the form only from a field that is empty.
            if (event.key === "Enter" && event.currentTarget.value === "") return;
            event.preventDefault();
            add();
          }}
        />
        <Button onClick={add}>{say.tagAddShort}</Button>
      </div>
    </fieldset>
  );
}
