/** Over the picture of a channel that is for grown-ups, until somebody says that they are one. This browser remembers it. */
import { useState } from "preact/hooks";
import type { ChannelState } from "#protocol/channel/channel.ts";
import { recallFlag, rememberFlag } from "../memory.ts";
import { strings } from "../strings.ts";
import { Button } from "../ui/button.tsx";

/** Whether the picture may be shown, and the way to say so. */
export function useMature(channel: ChannelState | null): readonly [boolean, () => void] {
  const [grownUp, setGrownUp] = useState(() => recallFlag("mature"));
  const agree = () => {
    rememberFlag("mature", true);
    setGrownUp(true);
  };
  return [grownUp || channel?.mature !== true, agree];
}

/** Of labels that a later version of the site has, this one has no words. */
const namesOf = (labels: readonly string[]): readonly string[] =>
  Object.entries(strings.labels).flatMap(([label, name]) => (labels.includes(label) ? [name] : []));

export type MatureNoticeProps = { readonly channel: ChannelState | null; readonly onAgree: () => void };

export function MatureNotice({ channel, onAgree }: MatureNoticeProps) {
  const { mature } = strings;
  const names = namesOf(channel?.labels ?? []);
  return (
    <div class="mature">
      <p class="mature-title">{mature.title}</p>
      <p>{mature.text}</p>
      {names.length === 0 ? null : <p class="mature-labels">{mature.labels(names)}</p>}
      <div class="mature-acts">
        <Button variant="primary" onClick={onAgree}>
          {mature.watch}
        </Button>
        <a href="/">{mature.leave}</a>
      </div>
    </div>
  );
}
