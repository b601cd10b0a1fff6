/** What the site offers for logging in, asked for when a page needs it. */
import { useEffect, useState } from "preact/hooks";
import type { AuthState } from "#protocol/accounts/credentials.ts";
import { getAuthState } from "./auth-api.ts";

export type AuthStateUse = { readonly state: AuthState | "loading" | "failed"; readonly ask: () => void };

export function useAuthState(): AuthStateUse {
  const [state, setState] = useState<AuthStateUse["state"]>("loading");
  const ask = () => {
    setState("loading");
    void getAuthState().then((answer) => setState(answer.kind === "ok" ? answer.value : "failed"));
  };
  useEffect(ask, []);
  return { state, ask };
}
