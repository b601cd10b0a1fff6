/** Narrows a list of live channels by a tag and a language. What it says stands in the address, so that it can be sent to somebody. */
import { useRef, useState } from "preact/hooks";
import { MAX_TAG_LENGTH } from "#protocol/channel/about.ts";
import { currentPath, navigate } from "../navigation.ts";
import { languageOptions } from "../studio/languages.ts";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { browseStrings as say } from "./browse-strings.ts";
import { type LiveFilter, searchOf, tagOf } from "./live-filter.ts";

export function FilterBar({ filter }: { readonly filter: LiveFilter }) {
  const field = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<string | null>(null);
  const narrow = (next: LiveFilter) => navigate(currentPath.value + searchOf(next));
  return (
    <form
      class="filters"
      aria-label={say.filters}
      onSubmit={(event) => {
        event.preventDefault();
        const typed = field.current?.value ?? "";
        const tag = tagOf(typed);
        if (tag === null && typed.trim() !== "") {
          setError(say.tagWrong);
          return;
        }
        narrow({ ...filter, tag });
        if (field.current !== null) field.current.value = "";
      }}
    >
      <Select
        label={say.language}
        labelHidden
        options={languageOptions(filter.language, say.anyLanguage, say.otherLanguage)}
        value={filter.language ?? ""}
        onChange={(language) => narrow({ ...filter, language: language === "" ? null : language })}
      />
      <Input
        label={say.tag}
        labelHidden
        placeholder={say.tag}
        error={error}
        inputRef={field}
        autoCapitalize="none"
        autoComplete="off"
        maxLength={MAX_TAG_LENGTH + 1}
        onInput={() => setError(null)}
      />
      <Button type="submit">{say.apply}</Button>
      {filter.tag === null ? null : (
        <button
          type="button"
          class="tag filters-tag"
          aria-label={say.tagRemove(filter.tag)}
          onClick={() => narrow({ ...filter, tag: null })}
        >
          {filter.tag}
          <Icon name="x" size={16} />
        </button>
      )}
    </form>
  );
}
