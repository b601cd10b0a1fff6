/** A moment as people say it, with the moment itself on hover. */
import { agoText, fullTime } from "../format.ts";

/** `at`: milliseconds since the Unix epoch. */
export function When({ at }: { readonly at: number }) {
  const iso = new Date(at).toISOString();
  return (
    <time dateTime={iso} title={fullTime(iso)}>
      {agoText(iso, Date.now())}
    </time>
  );
}
