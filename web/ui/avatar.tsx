/** A round picture of a person: for now the initials on the person's own colour. Decorative: the name stands beside it. */
import "./avatar.css";
import { initials, nameHue } from "./name-hue.ts";

export type AvatarProps = {
  readonly name: string;
  /** Diameter in pixels. */
  readonly size?: number;
};

export function Avatar({ name, size = 40 }: AvatarProps) {
  return (
    <span
      class="ui-avatar"
      aria-hidden="true"
      style={{ "--name-hue": String(nameHue(name)), "--avatar-size": `${size}px` }}
    >
      {initials(name)}
    </span>
  );
}
