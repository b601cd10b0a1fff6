/** How fast the chat is written, looked at every few seconds: the figure must not tremble with each line. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { ChatState } from "../chat/chat-state.ts";
import { chatRate } from "./chat-rate.ts";

const LOOK_MS = 2000;

/** Messages a minute; null before the chat was joined. */
export function useChatRate(state: ChatState): number | null {
  const latest = useRef(state);
  latest.current = state;
  const [rate, setRate] = useState<number | null>(null);
  useEffect(() => {
    const look = () => {
      const { everJoined, lines, sampled } = latest.current;
      setRate(everJoined ? chatRate(lines, sampled, Date.now()) : null);
    };
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, [state.everJoined]);
  return rate;
}
