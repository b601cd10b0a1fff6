/** What a list of live channels is narrowed to, as it stands in the address. Pure. */
import * as v from "valibot";
import { spokenLanguageSchema, tagSchema } from "#protocol/channel/about.ts";

export type LiveFilter = { readonly tag: string | null; readonly language: string | null };

/** What an address says; what is no tag or no language counts as nothing. */
export function filterOf(search: string): LiveFilter {
  const query = new URLSearchParams(search);
  const [tag, language] = [query.get("tag"), query.get("language")];
  return {
    tag: v.is(tagSchema, tag) ? tag : null,
    language: v.is(spokenLanguageSchema, language) ? language : null,
  };
}

/** The same as an address says it, `?` included; empty for a filter of nothing. */
export function searchOf(filter: LiveFilter): string {
  const query = new URLSearchParams(queryOf(filter));
  return query.size === 0 ? "" : `?${query}`;
}

/** The same as a request says it. */
export function queryOf({ tag, language }: LiveFilter): { readonly tag?: string; readonly language?: string } {
  return { ...(tag === null ? {} : { tag }), ...(language === null ? {} : { language }) };
}

/** What was typed as a tag; a leading # is how people write one. Null when it is none. */
export function tagOf(typed: string): string | null {
  const tag = typed.trim().replace(/^#/, "");
  return v.is(tagSchema, tag) ? tag : null;
}

export const isFiltered = ({ tag, language }: LiveFilter): boolean => tag !== null || language !== null;
