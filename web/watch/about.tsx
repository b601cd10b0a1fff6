/** What a channel says of itself: its banner, a few words, and its panels. Plain text and links, nothing else. */
import { useEffect, useState } from "preact/hooks";
import type { Panel } from "#protocol/channel/about.ts";
import type { ChannelState } from "#protocol/channel/channel.ts";
import { BANNER_HEIGHT, BANNER_WIDTH } from "#protocol/channel/images.ts";
import { strings } from "../strings.ts";
import { getPanels } from "./channel-api.ts";

/** Nothing while there is nothing to say: a channel that says nothing of itself needs no box that says so. */
export function About({ channel, ready }: { readonly channel: ChannelState; readonly ready: boolean }) {
  const panels = usePanels(channel.login, ready);
  const { banner, description, displayName: name } = channel;
  if (banner === null && description === "" && panels.length === 0) return null;
  return (
    <section class="about" aria-labelledby="about">
      <h2 id="about">{strings.watch.about(name)}</h2>
      {banner === null ? null : (
        <img
          class="about-banner"
          src={banner}
          alt=""
          width={BANNER_WIDTH}
          height={BANNER_HEIGHT}
          loading="lazy"
          decoding="async"
        />
      )}
      {description === "" ? null : <p class="about-words">{description}</p>}
      {panels.length === 0 ? null : (
        <ul class="panels">
          {panels.map((panel, at) => (
            <li key={`${at} ${panel.title}`} class="panel">
              <PanelContent panel={panel} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function PanelContent({ panel: { title, text, link } }: { readonly panel: Panel }) {
  return (
    <>
      {title === "" ? null : <h3>{title}</h3>}
      {text === "" ? null : <p class="panel-text">{text}</p>}
      {link === null ? null : (
        // Another site: it learns nothing of this one, and gets no credit from it.
        <a class="panel-link" href={link} target="_blank" rel="noopener noreferrer nofollow ugc">
          {hostOf(link)}
        </a>
      )}
    </>
  );
}

/** Where a link leads, so that nobody has to guess. */
function hostOf(link: string): string {
  const { host, pathname } = new URL(link);
  return pathname === "/" ? host : `${host}${pathname}`;
}

/** Panels that did not come are as none: they are not what one came for, nor are they asked for before that is there. */
function usePanels(login: string, ready: boolean): readonly Panel[] {
  const [panels, setPanels] = useState<readonly Panel[]>([]);
  useEffect(() => {
    if (!ready) return;
    const over = new AbortController();
    void getPanels(login, { signal: over.signal }).then((answer) => {
      if (!over.signal.aborted && answer.kind === "ok") setPanels(answer.value);
    });
    return () => over.abort();
  }, [login, ready]);
  return panels;
}
