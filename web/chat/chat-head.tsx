/** The head of the chat: its title, how many are there, and the ways to a window of its own and to moderating. */
import { shortNumber, wholeNumber } from "../format.ts";
import { navigate } from "../navigation.ts";
import { moderationPath, popoutPath } from "../route.ts";
import { IconButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { chatStrings as say } from "./chat-strings.ts";

/** Size of the chat's own window, pixels. */
const WINDOW = "popup,width=380,height=720";

export type ChatHeadProps = {
  readonly login: string;
  /** Null while that is not known. */
  readonly chatters: number | null;
  readonly moderator: boolean;
  readonly place: "panel" | "window" | "moderation";
};

export function ChatHead({ login, chatters, moderator, place }: ChatHeadProps) {
  return (
    <header class="chat-head">
      <h2 class="chat-title">{place === "window" ? say.of(login) : say.title}</h2>
      {chatters === null ? null : (
        <span class="chat-chatters ui-numbers" title={say.chatters(wholeNumber(chatters), chatters === 1)}>
          <Icon name="users" size={16} />
          <span aria-hidden="true">{shortNumber(chatters)}</span>
          <span class="ui-spoken">{say.chatters(wholeNumber(chatters), chatters === 1)}</span>
        </span>
      )}
      <span class="chat-head-space" />
      {moderator && place === "panel" ? (
        <IconButton
          icon="shield"
          label={say.moderate}
          tooltipSide="bottom"
          tooltipAlign="end"
          onClick={() => navigate(moderationPath(login))}
        />
      ) : null}
      {place === "panel" ? (
        <IconButton
          icon="external-link"
          label={say.popOut}
          tooltipSide="bottom"
          tooltipAlign="end"
          onClick={() => window.open(popoutPath(login), `chat-${login}`, WINDOW)}
        />
      ) : null}
    </header>
  );
}
