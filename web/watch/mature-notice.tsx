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

export function MatureNotice({ onAgree }: { readonly onAgree: () => void }) {
  const { mature } = strings;
  return (
    <div class="mature">
      <p class="mature-title">{mature.title}</p>
      <p>{mature.text}</p>
      <div class="mature-acts">
        <Button variant="primary" onClick={onAgree}>
          {mature.watch}
        </Button>
        <a href="/">{mature.leave}</a>
      </div>
    </div>
  );
}
