/** One flag: what it is for, how it stands, who changed it last, and changing it. Asks before it is taken from everyone. */
import { useState } from "preact/hooks";
import * as v from "valibot";
import { type Flag, type FlagHistory, type FlagList, type FlagValue, featureNameSchema } from "#protocol/flags/flag.ts";
import { When } from "../settings/when.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { Switch } from "../ui/switch.tsx";
import { showToast } from "../ui/toast.tsx";
import { ChannelReach } from "./channel-reach.tsx";
import { isForAnybody, kindOf, lastChange, stopsForAll } from "./flag-board.ts";
import { putFlag } from "./flags-api.ts";
import { NumberForm } from "./number-form.tsx";
import { staffStrings as say } from "./staff-strings.ts";

export type FlagBoxProps = {
  readonly flag: Flag;
  readonly list: FlagList;
  readonly onChanged: (history: FlagHistory) => void;
};

/** A value that waits for an answer to the question; null: the default. */
type Asked = { readonly to: FlagValue | null };

export function FlagBox({ flag, list, onChanged }: FlagBoxProps) {
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const { name } = flag;
  const title = say.names[name];
  const last = lastChange(list, name);
  const put = async (to: FlagValue | null) => {
    setBusy(true);
    const answer = await putFlag(name, to);
    setBusy(false);
    if (answer.kind === "ok") {
      onChanged(answer.value);
      showToast({ text: say.saved(name) });
    } else showToast({ text: answer.kind === "refused" ? answer.message : say.noAnswer, tone: "bad" });
  };
  const change = (to: FlagValue | null) => {
    if (stopsForAll(name, flag.value, to ?? flag.default)) setAsked({ to });
    else void put(to);
  };
  return (
    <section class="staff-box" aria-label={title}>
      <div class="staff-line">
        <h2>{title}</h2>
        <Badge tone={isForAnybody(name, flag.value) ? "plain" : "bad"}>{wordsOf(flag.value)}</Badge>
      </div>
      <p class="staff-dim">{flag.about}</p>
      <Control flag={flag} busy={busy} onChange={change} />
      <div class="staff-line">
        <span class="staff-dim">
          {say.default}: {wordsOf(flag.default)}.{" "}
          {last === null ? (
            say.never
          ) : (
            <>
              {say.lastBy(last.by.login)}, <When at={last.at} />.
            </>
          )}
        </span>
        {flag.isDefault ? null : (
          <Button variant="quiet" busy={busy} aria-label={say.resetOf(title)} onClick={() => change(null)}>
            {say.reset}
          </Button>
        )}
      </div>
      {asked !== null && v.is(featureNameSchema, name) ? (
        <Confirm
          title={say.stop[name].title}
          action={say.stopAction}
          onConfirm={() => put(asked.to)}
          onClose={() => setAsked(null)}
        >
          {say.stop[name].text}
        </Confirm>
      ) : null}
    </section>
  );
}

const wordsOf = (value: FlagValue | null): string => (value === null ? say.unset : say.valueWords(value));

type ControlProps = {
  readonly flag: Flag;
  readonly busy: boolean;
  readonly onChange: (to: FlagValue) => void;
};

function Control({ flag, busy, onChange }: ControlProps) {
  const what = kindOf(flag);
  if (what === null) return null;
  // What was typed is begun anew from what the site has after each change.
  const key = JSON.stringify(what.value);
  if (what.kind === "setting") {
    return <NumberForm key={key} name={what.name} value={what.value} busy={busy} onChange={onChange} />;
  }
  const { name, value, byChannel } = what;
  const on = byChannel ? value.on : isForAnybody(name, value);
  return (
    <>
      <Switch
        label={say.onFor(say.names[name])}
        hint={on ? undefined : say.offHint}
        checked={on}
        busy={busy}
        onChange={(wanted) =>
          onChange(byChannel ? { ...value, on: wanted } : { on: wanted, percent: 100, channels: [] })
        }
      />
      {byChannel && on ? <ChannelReach key={key} value={value} busy={busy} onChange={onChange} /> : null}
    </>
  );
}
