/** Addresses to take along: the chat to lay over one's picture, its own window, the channel's page. */
import { useState } from "preact/hooks";
import { channelPath, overlayPath, popoutPath } from "../route.ts";
import { CopyField } from "../ui/copy-field.tsx";
import { Select } from "../ui/select.tsx";
import { overlayAddress } from "./overlay-address.ts";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.links;

const SIZES = [20, 28, 36, 48] as const;
const FADES = [0, 15, 30, 60] as const;

export function LinksSection({ login }: { readonly login: string }) {
  const [sizePx, setSize] = useState("28");
  const [fadeS, setFade] = useState("0");
  const { origin } = location;
  return (
    <div class="studio-columns">
      <section class="studio-box" aria-label={say.overlay}>
        <h2>{say.overlay}</h2>
        <p class="studio-dim">{say.overlayText}</p>
        <div class="studio-pair">
          <Select
            label={say.size}
            options={SIZES.map((size) => ({ value: String(size), label: say.pixels(size) }))}
            value={sizePx}
            onChange={setSize}
          />
          <Select
            label={say.fade}
            options={FADES.map((fade) => ({
              value: String(fade),
              label: fade === 0 ? say.fadeNever : say.seconds(fade),
            }))}
            value={fadeS}
            onChange={setFade}
          />
        </div>
        <CopyField
          label={say.overlayAddress}
          value={overlayAddress(origin + overlayPath(login), Number(sizePx), Number(fadeS))}
          hint={say.overlayHint}
        />
      </section>
      <section class="studio-box" aria-label={say.pages}>
        <h2>{say.pages}</h2>
        <CopyField label={say.popout} value={origin + popoutPath(login)} hint={say.popoutHint} />
        <CopyField label={say.channel} value={origin + channelPath(login)} />
      </section>
    </div>
  );
}
