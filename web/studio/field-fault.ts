/** What is wrong with what was typed into a field, in the site's own words. Pure. */
import * as v from "valibot";

/** As a sentence; null when nothing is wrong. */
export function faultOf(schema: v.GenericSchema<string, string>, typed: string): string | null {
  const parsed = v.safeParse(schema, typed);
  return parsed.success ? null : sentence(parsed.issues[0].message);
}

/** The site's words as a sentence. */
const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
