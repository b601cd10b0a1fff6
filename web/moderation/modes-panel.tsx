/** The rules of the room as switches and selects, and the shield over all of them. */
import { useState } from "preact/hooks";
import { effectiveModes, type Modes, type ModesChange } from "#protocol/chat/modes.ts";
import { changedModes } from "../chat/changed-modes.ts";
import { tell } from "../chat/moderator-acts.ts";
import { Select } from "../ui/select.tsx";
import { Switch } from "../ui/switch.tsx";
import { automodOptions, followerOptions, readFollowers, shownOptions, slowOptions } from "./mode-options.ts";
import { moderationStrings as say } from "./moderation-strings.ts";
import type { Moderation } from "./use-moderation.ts";

export type ModesPanelProps = { readonly modes: Modes } & Pick<Moderation, "act" | "reload">;

export function ModesPanel({ modes: set, act, reload }: ModesPanelProps) {
  /** What was asked for and is not answered yet. */
  const [wanted, setWanted] = useState<ModesChange>({});
  const modes = changedModes(set, wanted);
  const isBusy = (mode: keyof Modes): boolean => mode in wanted;
  const change = async (asked: ModesChange) => {
    setWanted((before) => ({ ...before, ...asked }));
    const outcome = await act({ kind: "modes", change: asked });
    if (outcome.done) await reload();
    else void tell(Promise.resolve(outcome));
    setWanted((before) => Object.fromEntries(Object.entries(before).filter(([mode]) => !(mode in asked))));
  };
  type Flag = "subscribersOnly" | "emoteOnly" | "uniqueChat" | "linksAllowed";
  const flag = (mode: Flag, label: string, hint?: string) => (
    <Switch
      label={label}
      hint={hint}
      checked={modes[mode]}
      busy={isBusy(mode)}
      onChange={(checked) => void change({ [mode]: checked })}
    />
  );
  const isStricter = JSON.stringify(effectiveModes(modes)) !== JSON.stringify(modes);
  return (
    <div class="mod-modes">
      <div class="mod-shield" data-on={modes.shield}>
        <Switch
          label={say.shield}
          hint={say.shieldHint}
          checked={modes.shield}
          busy={isBusy("shield")}
          onChange={(shield) => void change({ shield })}
        />
        {isStricter ? <p class="mod-shield-note">{say.shieldHolds}</p> : null}
      </div>
      <fieldset class="mod-group">
        <legend>{say.whoMayWrite}</legend>
        <Select
          label={say.followers}
          options={followerOptions(modes.followerMinutes)}
          value={String(modes.followerMinutes)}
          busy={isBusy("followerMinutes")}
          onChange={(value) => void change({ followerMinutes: readFollowers(value) })}
        />
        {flag("subscribersOnly", say.subscribers)}
      </fieldset>
      <fieldset class="mod-group">
        <legend>{say.whatMayBeSaid}</legend>
        <Select
          label={say.automod}
          hint={say.automodHint}
          options={automodOptions}
          value={String(modes.autoModLevel)}
          busy={isBusy("autoModLevel")}
          onChange={(value) => void change({ autoModLevel: Number(value) })}
        />
        {flag("emoteOnly", say.emotes)}
        {flag("uniqueChat", say.unique, say.uniqueHint)}
        {flag("linksAllowed", say.links, say.linksHint)}
      </fieldset>
      <fieldset class="mod-group">
        <legend>{say.howMuch}</legend>
        <Select
          label={say.slow}
          options={slowOptions(modes.slowSeconds)}
          value={String(modes.slowSeconds)}
          busy={isBusy("slowSeconds")}
          onChange={(value) => void change({ slowSeconds: Number(value) })}
        />
        <Select
          label={say.shown}
          hint={say.shownHint}
          options={shownOptions(modes.shownPerSecond)}
          value={String(modes.shownPerSecond)}
          busy={isBusy("shownPerSecond")}
          onChange={(value) => void change({ shownPerSecond: Number(value) })}
        />
      </fieldset>
    </div>
  );
}
