/** Settings, blocked people: whose messages are left out of every chat, and the way to read somebody again. */
import { loadBlocks, setBlocked } from "../account/blocks.ts";
import { Button } from "../ui/button.tsx";
import { showToast } from "../ui/toast.tsx";
import { Box, PartWaiting, toastRefusal, usePart } from "./box.tsx";
import { settingsStrings } from "./settings-strings.ts";
import { When } from "./when.tsx";

const say = settingsStrings.blocked;

export function BlockedSection() {
  const part = usePart(loadBlocks);
  const { value } = part;
  const unblock = async (login: string, name: string) => {
    const answer = await setBlocked(login, false);
    if (answer.kind !== "ok") return toastRefusal(answer);
    part.set(answer.value);
    showToast({ text: say.unblocked(name) });
  };
  return (
    <Box title={say.title} text={say.text}>
      {typeof value === "string" ? (
        <PartWaiting failed={value === "failed"} onRetry={part.retry} />
      ) : value.length === 0 ? (
        <p class="settings-dim">{say.none}</p>
      ) : (
        <ul class="settings-list">
          {value.map(({ id, login, displayName, since }) => (
            <li key={id}>
              <span class="settings-list-words">
                <b>{displayName}</b>
                <span class="settings-dim">
                  {say.since} <When at={since} />
                </span>
              </span>
              <Button aria-label={`${say.unblock}: ${displayName}`} onClick={() => void unblock(login, displayName)}>
                {say.unblock}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Box>
  );
}
