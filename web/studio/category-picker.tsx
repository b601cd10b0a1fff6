/** Chooses a category by typing a part of its name: a combobox by the pattern of ARIA. What was chosen stands there until it is taken away. */
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { CategoryName } from "#protocol/discovery/category.ts";
import { IconButton } from "../ui/button.tsx";
import "../ui/input.css";
import { findCategories } from "./details-api.ts";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.details;
/** Time without a key after which the site is asked, milliseconds. */
const TYPING_MS = 150;

type Found = CategoryName & { readonly boxArt: string };

export type CategoryPickerProps = {
  readonly chosen: CategoryName | null;
  readonly onChoose: (category: CategoryName | null) => void;
};

export function CategoryPicker({ chosen, onChoose }: CategoryPickerProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [found, setFound] = useState<readonly Found[] | "failed">([]);
  const [at, setAt] = useState(0);
  const open = typed !== null && typed.trim() !== "";
  const list = found === "failed" ? [] : found;

  useEffect(() => {
    if (typed === null || typed.trim() === "") {
      setFound([]);
      return;
    }
    const leaving = new AbortController();
    const timer = setTimeout(() => {
      void findCategories(typed.trim(), leaving.signal).then((answer) => {
        if (leaving.signal.aborted) return;
        setFound(answer.kind === "ok" ? answer.value : "failed");
        setAt(0);
      });
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [typed]);

  const choose = (category: CategoryName | null) => {
    setTyped(null);
    onChoose(category);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return;
    if (event.key === "Escape") setTyped(null);
    else if (event.key === "ArrowDown" && list.length > 0) setAt((at + 1) % list.length);
    else if (event.key === "ArrowUp" && list.length > 0) setAt((at - 1 + list.length) % list.length);
    else if (event.key === "Enter") {
      const one = list[at];
      if (one !== undefined) choose(one);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const words = found === "failed" ? say.categoryFailed : say.categoryNone;
  return (
    <div class="ui-input">
      <label for={id} class="ui-input-label">
        {say.category}
      </label>
      <span class="studio-combo">
        <input
          id={id}
          ref={field}
          class="ui-input-field"
          type="text"
          role="combobox"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={open && list.length > 0 ? `${id}-${at}` : undefined}
          aria-describedby={`${id}-hint`}
          autoComplete="off"
          spellcheck={false}
          maxLength={60}
          placeholder={say.categoryPlaceholder}
          value={typed ?? chosen?.name ?? ""}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onFocus={(event) => event.currentTarget.select()}
          onBlur={() => setTyped(null)}
          onKeyDown={onKeyDown}
        />
        {chosen === null ? null : (
          <IconButton
            icon="x"
            label={say.categoryRemove(chosen.name)}
            tooltipAlign="end"
            onClick={() => choose(null)}
          />
        )}
        {open ? (
          <div id={`${id}-list`} class="studio-combo-list" role="listbox" aria-label={say.categories}>
            {list.map((category, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys, as the combobox pattern has it.
              <div
                key={category.id}
                id={`${id}-${index}`}
                class="studio-combo-option"
                role="option"
                tabIndex={-1}
                aria-selected={index === at}
                // The field keeps the focus.
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => choose(category)}
              >
                <img src={category.boxArt} alt="" width={24} height={32} />
                {category.name}
              </div>
            ))}
          </div>
        ) : null}
      </span>
      <p id={`${id}-hint`} class="ui-input-note" role="status">
        {open && list.length === 0 ? words : say.categoryHint}
      </p>
    </div>
  );
}
