/** Ways in without a password: a passkey where this browser has them, and accounts at other sites where this site is set up for them. */
import { useState } from "preact/hooks";
import type { Provider } from "#protocol/accounts/credentials.ts";
import { hasPasskeys, showPasskey } from "../account/passkey.ts";
import { currentSearch } from "../navigation.ts";
import { pagePaths } from "../route.ts";
import { Button } from "../ui/button.tsx";
import { FormNote } from "../ui/form-note.tsx";
import { FORM } from "../ui/use-form.ts";
import { getPasskeyChallenge, usePasskey as sendPasskey, startSocial } from "./auth-api.ts";
import { enter } from "./enter.ts";
import { nextOf } from "./next-path.ts";
import { faultsOf } from "./refusals.ts";
import { signInStrings as say } from "./sign-in-strings.ts";

export type OtherWaysProps = { readonly providers: readonly Provider[]; readonly passkey: boolean };

export function OtherWays({ providers, passkey }: OtherWaysProps) {
  const [busy, setBusy] = useState<Provider | "passkey" | null>(null);
  const [fault, setFault] = useState<string | undefined>(undefined);
  const offersPasskey = passkey && hasPasskeys();
  if (!offersPasskey && providers.length === 0) return null;

  const refuse = (words: string | undefined) => {
    setBusy(null);
    setFault(words);
  };
  const withPasskey = async () => {
    setBusy("passkey");
    setFault(undefined);
    const challenge = await getPasskeyChallenge();
    if (challenge.kind !== "ok") return refuse(faultsOf(challenge)[FORM]);
    const shown = await showPasskey(challenge.value);
    if (shown === null) return refuse(say.passkeyFailed);
    const answer = await sendPasskey(shown);
    if (answer.kind !== "ok") return refuse(faultsOf(answer, { 401: { [FORM]: say.passkeyFailed } })[FORM]);
    setBusy(null);
    enter(answer.value, currentSearch.value);
  };
  const withProvider = async (provider: Provider) => {
    setBusy(provider);
    setFault(undefined);
    // Back by the page for logging in: it knows whether a login is still to be chosen.
    const back = `${pagePaths.logIn}?next=${encodeURIComponent(nextOf(currentSearch.value))}`;
    const answer = await startSocial(provider, back);
    if (answer.kind !== "ok") return refuse(faultsOf(answer)[FORM]);
    location.assign(answer.value);
  };
  return (
    <div class="sign-in-ways">
      <p class="sign-in-or">{say.or}</p>
      <FormNote fault={fault} />
      {offersPasskey ? (
        <Button busy={busy === "passkey"} onClick={() => void withPasskey()}>
          {say.passkey}
        </Button>
      ) : null}
      {providers.map((provider) => (
        <Button key={provider} busy={busy === provider} onClick={() => void withProvider(provider)}>
          {say.provider[provider]}
        </Button>
      ))}
    </div>
  );
}
