/** The blocked terms of the channel. */
import { useRef, useState } from "preact/hooks";
import * as v from "valibot";
import { termSchema } from "#protocol/chat/action.ts";
import type { BlockedTerm } from "#protocol/chat/moderation.ts";
import { tell } from "../chat/moderator-acts.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { EmptyState } from "../ui/notice.tsx";
import { moderationStrings as say } from "./moderation-strings.ts";
import type { Moderation } from "./use-moderation.ts";
import { When } from "./when.tsx";

export function TermsPanel({ terms, act }: { readonly terms: readonly BlockedTerm[] } & Pick<Moderation, "act">) {
  const field = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<string | null>(null);
  const add = async (event: Event) => {
    event.preventDefault();
    const term = v.safeParse(termSchema, field.current?.value ?? "");
    if (!term.success) {
      setError(sentence(term.issues[0].message));
      field.current?.focus();
      return;
    }
    const done = await tell(act({ kind: "addTerm", term: term.output }));
    if (done && field.current !== null) field.current.value = "";
  };
  return (
    <>
      <form class="mod-form" aria-label={say.termAdd} onSubmit={(event) => void add(event)}>
        <Input
          label={say.termAdd}
          hint={say.termHint}
          error={error}
          inputRef={field}
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
          onInput={() => setError(null)}
        />
        <Button type="submit">{say.add}</Button>
      </form>
      {terms.length === 0 ? (
        <EmptyState icon="message-square" title={say.termsEmptyTitle}>
          {say.termsEmptyText}
        </EmptyState>
      ) : null}
      <ul class="mod-rows">
        {terms.map(({ id, term, by, at }) => (
          <li key={id} class="mod-row">
            <div class="mod-row-words">
              <p class="mod-term">{term}</p>
              <p class="mod-dim">
                {say.by(by.name)} · <When at={at} />
              </p>
            </div>
            <Button aria-label={say.removeTerm(term)} onClick={() => void tell(act({ kind: "removeTerm", id }))}>
              {say.remove}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The schema's words as a sentence. */
const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
