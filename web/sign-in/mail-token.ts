/** The secret of a link in a mail, from behind the `#` of the page's address, where no server and no log sees it. */
import { useState } from "preact/hooks";
import * as v from "valibot";
import { mailTokenSchema } from "#protocol/accounts/credentials.ts";

/** Null when the address holds none that could be one. It is taken out of the address at once, so that it is in no history. */
export function useMailToken(): string | null {
  const [token] = useState(() => {
    const shown = new URLSearchParams(location.hash.slice(1)).get("token");
    if (location.hash !== "") history.replaceState(null, "", location.pathname + location.search);
    return v.is(mailTokenSchema, shown) ? shown : null;
  });
  return token;
}
