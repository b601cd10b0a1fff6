/** Below a picture that has ended or has not begun: who else is live, to go on with. Nothing where nobody is, and its code comes when it is shown. */
import "../cards/cards.css";
import { useEffect, useState } from "preact/hooks";
import type { ChannelState } from "#protocol/channel/channel.ts";
import { getLive } from "../api.ts";
import { LiveCard } from "../cards/live-card.tsx";
import { currentPath } from "../navigation.ts";
import { strings } from "../strings.ts";

/** Shown, at most: one row, and the rest is on the front page. */
const SHOWN = 4;

export function AlsoLive({ login }: { readonly login: string }) {
  const [channels, setChannels] = useState<readonly ChannelState[]>([]);
  useEffect(() => {
    const over = new AbortController();
    void getLive(currentPath.value, over.signal).then((answer) => {
      if (over.signal.aborted || answer.kind !== "ok") return;
      setChannels(answer.value.items.filter((channel) => channel.login !== login).slice(0, SHOWN));
    });
    return () => over.abort();
  }, [login]);
  if (channels.length === 0) return null;
  return (
    <section class="also-live" aria-labelledby="also-live">
      <h2 id="also-live">{strings.watch.alsoLive}</h2>
      <ul class="cards" data-kind="recording">
        {channels.map((channel) => (
          <li key={channel.id}>
            <LiveCard channel={channel} />
          </li>
        ))}
      </ul>
    </section>
  );
}
