/** The moment of being let in: the signal that all pages read, and the page that one came for. */
import type { SignedIn } from "#protocol/accounts/credentials.ts";
import { setAccount } from "../account/account.ts";
import { navigate } from "../navigation.ts";
import { pagePaths } from "../route.ts";
import { nextOf } from "./next-path.ts";

/** Goes on to the page that was asked for; without a login yet, to where one is chosen. */
export function enter({ user }: SignedIn, search: string): void {
  const next = nextOf(search);
  if (user === null) {
    navigate(`${pagePaths.signUp}?next=${encodeURIComponent(next)}`);
    return;
  }
  setAccount(user);
  navigate(next);
}
