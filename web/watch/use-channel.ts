/** The channel's state and recordings as a page needs them. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ChannelState, Vod } from "#protocol/channel/channel.ts";
import { getVods } from "../api.ts";
import type { ApiAnswer } from "../ask.ts";
import { ChannelWatch } from "./channel-watch.ts";

export type ChannelKnown = {
  readonly channel: ChannelState | null;
  /** The multivariant playlist when it came with the state. */
  readonly playlist: string | null;
  /** `unknown`: no such channel. `unreachable`: never an answer so far. */
  readonly trouble: "unknown" | "unreachable" | null;
};

const NOTHING_KNOWN: ChannelKnown = { channel: null, playlist: null, trouble: null };

export function useChannel(login: string): ChannelKnown & { readonly refresh: () => void } {
  const [known, setKnown] = useState<ChannelKnown>(NOTHING_KNOWN);
  const watch = useRef<ChannelWatch | null>(null);
  // Not after the first paint: what the page is for waits for the answer.
  useLayoutEffect(() => {
    const made = new ChannelWatch(login, location.pathname, (news) => {
      if (news.kind === "state") setKnown({ channel: news.channel, playlist: news.playlist, trouble: null });
      else setKnown({ ...NOTHING_KNOWN, trouble: news.kind });
    });
    watch.current = made;
    return () => made.stop();
  }, [login]);
  return { ...known, refresh: () => watch.current?.refresh() };
}

/** A recording appears some seconds after its broadcast has ended: asked for again at these times, milliseconds. */
const LATER_MS = [0, 3000, 8000, 20_000] as const;
/** Beside a live picture the recordings wait until that has begun. */
const BESIDE_LIVE_MS = [2000] as const;

/** The recordings, and again for a while after a broadcast has ended. Null: nothing is known of the channel yet. */
export function useRecordings(login: string, beside: "live" | "resting" | null): ApiAnswer<readonly Vod[]> | null {
  const [answer, setAnswer] = useState<ApiAnswer<readonly Vod[]> | null>(null);
  useEffect(() => {
    if (beside === null) return;
    const over = new AbortController();
    const ask = async () => {
      const got = await getVods(login, over.signal);
      if (!over.signal.aborted) setAnswer((before) => (got.kind === "ok" || before === null ? got : before));
    };
    const times = beside === "live" ? BESIDE_LIVE_MS : LATER_MS;
    const timers = times.map((after) => setTimeout(() => void ask(), after));
    return () => {
      over.abort();
      for (const timer of timers) clearTimeout(timer);
    };
  }, [login, beside]);
  return answer;
}
