/** The search field of the header: `/` opens it, suggestions as one types, by the combobox pattern of ARIA. Enter searches. */
import "../ui/input.css";
import "./search-box.css";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { currentPath, currentSearch, navigate } from "../navigation.ts";
import { pagePaths, searchPath } from "../route.ts";
import { strings } from "../strings.ts";
import { IconButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { queryOf, type Suggestion, suggestionMove } from "./suggestion.ts";
import { SuggestionLine } from "./suggestion-line.tsx";
import { useSuggestions } from "./use-suggestions.ts";

/** Longer than any title. */
const MAX_TYPED = 100;

const queryInAddress = (): string =>
  currentPath.value === pagePaths.search ? (new URLSearchParams(currentSearch.value).get("q") ?? "") : "";

export function SearchBox() {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(queryInAddress);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const suggestions = useSuggestions(typed, open);
  const address = currentPath.value + currentSearch.value;
  const { search } = strings;
  // Another page has its own words in the field.
  useEffect(() => {
    setTyped(queryInAddress());
    setOpen(false);
  }, [address]);
  useEffect(() => setAt(-1), [typed, suggestions.length]);
  useSlash(() => {
    field.current?.focus();
    field.current?.select();
  });

  const go = (to: string) => {
    setOpen(false);
    field.current?.blur();
    navigate(to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Keys of the field are its own: no shortcut of the page may act on them as well.
    event.stopPropagation();
    if (event.key === "Escape") {
      // A search field empties itself at Escape: first the suggestions go, then the words, then the focus.
      if (suggestions.length > 0) {
        event.preventDefault();
        setOpen(false);
      } else if (typed === "") field.current?.blur();
      return;
    }
    const move = suggestionMove(event.key, at, suggestions.length);
    if (move === null) return;
    event.preventDefault();
    setAt(move);
  };
  const shown = suggestions.length > 0;
  return (
    <search class="site-search" data-open={open}>
      <form
        class="site-search-form"
        action={pagePaths.search}
        onSubmit={(event) => {
          event.preventDefault();
          const query = queryOf(typed);
          const chosen = suggestions[at];
          if (chosen !== undefined) go(chosen.href);
          else if (query !== "") go(searchPath(query));
        }}
      >
        <span class="site-search-mark">
          <Icon name="search" size={16} />
        </span>
        <input
          ref={field}
          class="ui-input-field site-search-field"
          type="search"
          name="q"
          role="combobox"
          aria-label={search.label}
          aria-expanded={shown}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={at === -1 ? undefined : `${id}-${at}`}
          aria-keyshortcuts="/"
          placeholder={search.label}
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
          maxLength={MAX_TYPED}
          value={typed}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
        />
        <span class="site-search-key" aria-hidden="true">
          /
        </span>
      </form>
      <div id={`${id}-list`} role="listbox" aria-label={search.suggestions} class="site-search-list" hidden={!shown}>
        {suggestions.map((one: Suggestion, index) => (
          <SuggestionLine key={one.key} id={`${id}-${index}`} suggestion={one} chosen={index === at} />
        ))}
      </div>
      <span class="ui-spoken" role="status">
        {shown ? search.count(suggestions.length - 1) : ""}
      </span>
      <span class="site-search-opener">
        <IconButton
          icon="search"
          label={search.label}
          shortcut="/"
          tooltipSide="bottom"
          tooltipAlign="end"
          onClick={() => {
            setOpen(true);
            field.current?.focus();
          }}
        />
      </span>
    </search>
  );
}

/** `/` on the page, where it is not being typed. */
function useSlash(open: () => void): void {
  const latest = useRef(open);
  latest.current = open;
  useEffect(() => {
    const heard = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const { target } = event;
      if (!(target instanceof HTMLElement) || target.closest("input, textarea, select, dialog") !== null) return;
      if (target.isContentEditable) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener("keydown", heard);
    return () => document.removeEventListener("keydown", heard);
  }, []);
}
