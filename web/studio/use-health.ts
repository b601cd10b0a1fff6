/** The broadcast's health as the studio shows it: asked for again and again while somebody looks, put together over time. */
import { useEffect, useRef, useState } from "preact/hooks";
import { HEALTH_POLL_MS } from "#protocol/channel/health.ts";
import { type HealthWindow, joinFeed, knownUntil } from "./health-window.ts";
import { getHealth } from "./studio-api.ts";

/** A page that nobody sees asks this often, milliseconds: its title still says how it goes. */
const HIDDEN_POLL_MS = 10_000;
/** Answers that fail in a row before what is shown is called old. */
const LOST_AFTER = 3;

export type HealthKnown = {
  /** Null before the first answer. */
  readonly health: HealthWindow | null;
  readonly trouble: "signedOut" | "forbidden" | "missing" | "lost" | null;
  readonly reload: () => void;
};

const TROUBLES: Readonly<Record<number, HealthKnown["trouble"]>> = {
  401: "signedOut",
  403: "forbidden",
  404: "missing",
};

export function useHealth(login: string): HealthKnown {
  const [health, setHealth] = useState<HealthWindow | null>(null);
  const [trouble, setTrouble] = useState<HealthKnown["trouble"]>(null);
  const again = useRef<() => void>(() => undefined);
  useEffect(() => {
    const over = new AbortController();
    let known: HealthWindow | null = null;
    let failures = 0;
    let asking = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const poll = async (): Promise<void> => {
      clearTimeout(timer);
      if (asking) return;
      asking = true;
      const answer = await getHealth(login, knownUntil(known), over.signal);
      asking = false;
      if (over.signal.aborted) return;
      if (answer.kind === "ok") {
        failures = 0;
        known = joinFeed(known, answer.value);
        setHealth(known);
        setTrouble(null);
      } else {
        failures += 1;
        const said = answer.kind === "refused" ? TROUBLES[answer.status] : undefined;
        if (said !== undefined) setTrouble(said);
        else if (known === null || failures >= LOST_AFTER) setTrouble("lost");
      }
      timer = setTimeout(() => void poll(), document.visibilityState === "visible" ? HEALTH_POLL_MS : HIDDEN_POLL_MS);
    };
    again.current = () => void poll();
    const onVisible = () => document.visibilityState === "visible" && void poll();
    document.addEventListener("visibilitychange", onVisible, { signal: over.signal });
    addEventListener("online", () => void poll(), { signal: over.signal });
    void poll();
    return () => {
      over.abort();
      clearTimeout(timer);
    };
  }, [login]);
  return { health, trouble, reload: () => again.current() };
}
