/** One suggestion under the search field: a picture, what it is, and whether it is live. */
import { strings } from "../strings.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Suggestion } from "./suggestion.ts";

export type SuggestionLineProps = {
  readonly id: string;
  readonly suggestion: Suggestion;
  /** The keys stand on it; the focus stays in the field. */
  readonly chosen: boolean;
};

const PICTURE_PX = 28;

export function SuggestionLine({ id, suggestion, chosen }: SuggestionLineProps) {
  const { kind, label, detail, picture, href } = suggestion;
  return (
    <a
      id={id}
      role="option"
      aria-selected={chosen}
      tabIndex={-1}
      href={href}
      class="site-suggestion"
      // The field keeps the focus while one presses here.
      onPointerDown={(event) => event.preventDefault()}
      onMouseDown={(event) => event.preventDefault()}
    >
      {kind === "channel" ? (
        <Avatar name={label} src={picture} size={PICTURE_PX} />
      ) : (
        <span class="site-suggestion-mark">
          <Icon name={kind === "category" ? "compass" : "search"} size={kind === "category" ? 20 : 16} />
        </span>
      )}
      <span class="site-suggestion-label">{label}</span>
      {detail === null ? null : (
        <span class="site-suggestion-detail" data-live={detail === strings.live}>
          {detail}
        </span>
      )}
    </a>
  );
}
