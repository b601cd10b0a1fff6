/** Accounts at other sites that log in to this one: shown where the site is set up for any. */
import { useState } from "preact/hooks";
import type { AuthState, Provider } from "#protocol/accounts/credentials.ts";
import { currentSearch } from "../navigation.ts";
import { settingsPath } from "../route.ts";
import { getAuthState, startSocial } from "../sign-in/auth-api.ts";
import { otherSiteFault } from "../sign-in/refusals.ts";
import { Button } from "../ui/button.tsx";
import { FormNote } from "../ui/form-note.tsx";
import { showToast } from "../ui/toast.tsx";
import { Box, PartWaiting, toastRefusal, usePart } from "./box.tsx";
import { disconnect, getConnections } from "./settings-api.ts";
import { settingsStrings } from "./settings-strings.ts";

const say = settingsStrings.security;

export function Connections() {
  const offered = usePart<AuthState>(getAuthState);
  const part = usePart(getConnections);
  const [busy, setBusy] = useState<Provider | null>(null);
  const connected = part.value;
  const providers = typeof offered.value === "string" ? [] : offered.value.providers;
  const known = typeof connected === "string" ? [] : connected;
  const all = [...new Set([...providers, ...known])];
  if (connected !== "failed" && all.length === 0) return null;
  const press = async (provider: Provider) => {
    setBusy(provider);
    if (!known.includes(provider)) {
      const answer = await startSocial(provider, settingsPath("security"));
      if (answer.kind === "ok") location.assign(answer.value);
      else toastRefusal(answer);
    } else {
      const answer = await disconnect(provider);
      if (answer.kind === "ok") {
        part.set(answer.value);
        showToast({ text: say.disconnected });
      } else toastRefusal(answer);
    }
    setBusy(null);
  };
  return (
    <Box title={say.connections} text={say.connectionsText}>
      <FormNote fault={otherSiteFault(currentSearch.value)} />
      {typeof connected === "string" ? (
        <PartWaiting failed={connected === "failed"} onRetry={part.retry} />
      ) : (
        <ul class="settings-list">
          {all.map((provider) => (
            <li key={provider}>
              <b class="settings-list-words">{say.provider[provider]}</b>
              <Button
                variant="quiet"
                busy={busy === provider}
                aria-label={`${known.includes(provider) ? say.disconnect : say.connect}: ${say.provider[provider]}`}
                onClick={() => void press(provider)}
              >
                {known.includes(provider) ? say.disconnect : say.connect}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Box>
  );
}
