/** Which channels a feature is on for: a share of them, those that are named, and none that is left out. Nothing holds before it is saved. */
import { useState } from "preact/hooks";
import * as v from "valibot";
import { type FeatureValue, MAX_FLAG_CHANNELS } from "#protocol/flags/flag.ts";
import { loginSchema } from "#protocol/ids.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { percentOf } from "./flag-board.ts";
import { findChannel } from "./flags-api.ts";
import { staffStrings as say } from "./staff-strings.ts";

export type ChannelReachProps = {
  readonly value: FeatureValue;
  readonly busy: boolean;
  readonly onChange: (to: FeatureValue) => void;
};

/** Logins of channels by id, as they were typed: the site keeps ids alone, so what was named before this visit is shown by its id. */
const logins = new Map<string, string>();

const nameOf = (id: string): string => logins.get(id) ?? say.channelId(id);

export function ChannelReach({ value, busy, onChange }: ChannelReachProps) {
  const [percent, setPercent] = useState(String(value.percent));
  const [channels, setChannels] = useState<readonly string[]>(value.channels);
  const [except, setExcept] = useState<readonly string[]>(value.except ?? []);
  const [error, setError] = useState<string | null>(null);
  const save = (event: Event) => {
    event.preventDefault();
    const share = percentOf(percent);
    setError(share === null ? say.percentError : null);
    if (share === null || busy) return;
    const left = except.length === 0 ? {} : { except: [...except] };
    onChange({ on: value.on, percent: share, channels: [...channels], ...left });
  };
  return (
    <div class="staff-reach">
      <NamedChannels words={say.named} channels={channels} onChange={setChannels} />
      <NamedChannels words={say.leftOut} channels={except} onChange={setExcept} />
      <form class="staff-form" noValidate onSubmit={save}>
        <Input
          label={say.percent}
          hint={say.percentHint}
          inputMode="decimal"
          autoComplete="off"
          value={percent}
          error={error}
          onInput={(event) => setPercent(event.currentTarget.value)}
        />
        <Button type="submit" busy={busy}>
          {say.save}
        </Button>
      </form>
    </div>
  );
}

type NamedProps = {
  readonly words: typeof say.named;
  readonly channels: readonly string[];
  readonly onChange: (channels: readonly string[]) => void;
};

function NamedChannels({ words, channels, onChange }: NamedProps) {
  const [text, setText] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const add = async (event: Event) => {
    event.preventDefault();
    const login = text.trim().toLowerCase();
    if (busy) return;
    if (!v.is(loginSchema, login)) return setError(say.badLogin);
    if (channels.length >= MAX_FLAG_CHANNELS) return setError(say.tooMany(MAX_FLAG_CHANNELS));
    setBusy(true);
    const answer = await findChannel(login);
    setBusy(false);
    if (answer.kind !== "ok") {
      const missing = answer.kind === "refused" && answer.status === 404;
      return setError(missing ? say.noChannel(login) : say.noAnswer);
    }
    const { id } = answer.value;
    logins.set(id, answer.value.login);
    setError(null);
    setText("");
    if (!channels.includes(id)) onChange([...channels, id]);
  };
  return (
    <>
      <h3>{words.title}</h3>
      {channels.length === 0 ? <p class="staff-dim">{words.none}</p> : null}
      <ul class="staff-channels">
        {channels.map((id) => (
          <li key={id}>
            <span>{nameOf(id)}</span>
            <Button
              variant="quiet"
              aria-label={say.removeOf(nameOf(id))}
              onClick={() => onChange(channels.filter((one) => one !== id))}
            >
              {say.remove}
            </Button>
          </li>
        ))}
      </ul>
      <form class="staff-form" noValidate onSubmit={(event) => void add(event)}>
        <Input
          label={words.add}
          hint={say.addHint}
          autoCapitalize="none"
          autoComplete="off"
          spellcheck={false}
          value={text}
          error={error}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" busy={busy}>
          {words.action}
        </Button>
      </form>
    </>
  );
}
