/** A short text that names or explains the control it wraps, on hover and on keyboard focus; Escape puts it away (WCAG 1.4.13). */
import "./tooltip.css";
import { cloneElement, type VNode } from "preact";
import { useId, useState } from "preact/hooks";

export type TooltipProps = {
  readonly text: string;
  /** The key that does the same, shown beside the text. */
  readonly shortcut?: string | undefined;
  readonly side?: "top" | "bottom" | undefined;
  /** Which edge of the control the text keeps to; `end` for controls at the right edge of a box. */
  readonly align?: "start" | "center" | "end" | undefined;
  /** False when the control already bears the text as its name, so that it is not spoken twice. */
  readonly describes?: boolean;
  readonly children: VNode<{ "aria-describedby"?: string }>;
};

export function Tooltip({ text, shortcut, side = "top", align = "center", describes = true, children }: TooltipProps) {
  const id = useId();
  const [away, setAway] = useState(false);
  const child = describes ? cloneElement(children, { "aria-describedby": id }) : children;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches the control inside; Escape still reaches it.
    <span
      class="ui-tooltip"
      data-away={away}
      onKeyDown={(event) => event.key === "Escape" && setAway(true)}
      onMouseLeave={() => setAway(false)}
      onClick={() => setAway(true)}
      onBlurCapture={() => setAway(false)}
    >
      {child}
      <span
        id={id}
        role="tooltip"
        class="ui-tooltip-text"
        data-side={side}
        data-align={align}
        aria-hidden={describes ? undefined : "true"}
      >
        {text}
        {shortcut === undefined ? null : <kbd class="ui-tooltip-key">{shortcut}</kbd>}
      </span>
    </span>
  );
}
