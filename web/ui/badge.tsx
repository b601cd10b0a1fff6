/** A small word on a colour: the one warm colour says that something is live, the others say how something is. */
import "./badge.css";
import type { ComponentChildren } from "preact";

export type BadgeProps = {
  readonly tone?: "live" | "plain" | "good" | "warn" | "bad";
  readonly children: ComponentChildren;
};

export function Badge({ tone = "plain", children }: BadgeProps) {
  return (
    <span class="ui-badge" data-tone={tone}>
      {children}
    </span>
  );
}
