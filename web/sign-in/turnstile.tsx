/**
 * Cloudflare Turnstile, where the site is set up for it: a check that a person is there. Its script is another site's, and only the pages that
 * need it may load it (the policy in `_headers` goes by the address), so a page that was come to within the site is loaded anew for it.
 */
import { useEffect, useRef, useState } from "preact/hooks";
import { signInStrings as say } from "./sign-in-strings.ts";

const SCRIPT = "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit";

type Options = {
  readonly sitekey: string;
  readonly callback: (answer: string) => void;
  readonly "expired-callback": () => void;
};
declare global {
  interface Window {
    turnstile?: {
      readonly render: (at: HTMLElement, options: Options) => string;
      readonly remove: (id: string) => void;
    };
  }
}

export type TurnstileProps = { readonly siteKey: string; readonly onPass: (answer: string | null) => void };

/** The path that the document was loaded for: the policy in force is that of this path. */
const loadedFor = (): string => {
  const [entry] = performance.getEntriesByType("navigation");
  return entry === undefined ? location.pathname : new URL(entry.name).pathname;
};

export function Turnstile({ siteKey, onPass }: TurnstileProps) {
  const place = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (loadedFor() !== location.pathname) {
      location.reload();
      return;
    }
    let id: string | null = null;
    const show = () => {
      if (place.current === null || window.turnstile === undefined) return;
      id = window.turnstile.render(place.current, {
        sitekey: siteKey,
        callback: onPass,
        "expired-callback": () => onPass(null),
      });
    };
    const script = document.createElement("script");
    script.src = SCRIPT;
    script.addEventListener("load", show);
    script.addEventListener("error", () => setFailed(true));
    document.head.append(script);
    return () => {
      script.remove();
      if (id !== null) window.turnstile?.remove(id);
    };
  }, [siteKey]);
  return failed ? <p role="alert">{say.checkFailed}</p> : <div class="sign-in-check" ref={place} />;
}
