/** A round picture of a person: their own where they have one, else the initials on their colour. Decorative: the name stands beside it. */
import "./avatar.css";
import { useState } from "preact/hooks";
import { initials, nameHue } from "./name-hue.ts";

export type AvatarProps = {
  readonly name: string;
  /** Address of the person's own picture; null or nothing for the initials, which also stand in for one that does not load. */
  readonly src?: string | null | undefined;
  /** Diameter in pixels. */
  readonly size?: number;
};

export function Avatar({ name, src = null, size = 40 }: AvatarProps) {
  const [broken, setBroken] = useState<string | null>(null);
  return (
    <span
      class="ui-avatar"
      aria-hidden="true"
      style={{ "--name-hue": String(nameHue(name)), "--avatar-size": `${size}px` }}
    >
      {src === null || src === broken ? (
        initials(name)
      ) : (
        <img src={src} alt="" width={size} height={size} decoding="async" onError={() => setBroken(src)} />
      )}
    </span>
  );
}
