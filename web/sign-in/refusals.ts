/** What the site refused, as words beside the field that they are about. Pure. */
import type { ApiAnswer } from "../ask.ts";
import { type Faults, FORM } from "../ui/use-form.ts";
import { signInStrings as say } from "./sign-in-strings.ts";

type Refused = Exclude<ApiAnswer<unknown>, { readonly kind: "ok" }>;

/** Words for a refusal with this status instead of the site's own, and the field they stand at. */
export type Known = Readonly<Record<number, Faults>>;

export function faultsOf(answer: Refused, known: Known = {}): Faults {
  if (answer.kind === "failed") return { [FORM]: say.noAnswer };
  const words = known[answer.status];
  if (words !== undefined) return words;
  if (answer.status === 429) return { [FORM]: say.tooMany };
  return { [FORM]: sentence(answer.message) };
}

const OTHER_SITE: ReadonlyMap<string, string> = new Map(Object.entries(say.otherSite));

/** What became of coming back from another site, by the code in the page's address; nothing when all is well. No words of the address are shown. */
export function otherSiteFault(search: string): string | undefined {
  const code = new URLSearchParams(search).get("error");
  return code === null ? undefined : (OTHER_SITE.get(code) ?? say.otherSiteFailed);
}

/** The link of a mail is not known, or not any more. */
export const isBadLink = (status: number): boolean => status === 400 || status === 404 || status === 410;

/** The site's words begin small where they name a field. */
function sentence(message: string): string {
  const whole = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}
