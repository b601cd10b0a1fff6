/** One live channel: picture, title, name, viewers. The whole card is one link. */
import type { ChannelState } from "#protocol/channel/channel.ts";
import { shortNumber, wholeNumber } from "../format.ts";
import { channelPath } from "../route.ts";
import { strings } from "../strings.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Badge } from "../ui/badge.tsx";
import { Icon } from "../ui/icon.tsx";

export function LiveCard({ channel }: { readonly channel: ChannelState }) {
  const title = channel.title || strings.untitled;
  const viewers = strings.viewers(wholeNumber(channel.viewers), channel.viewers === 1);
  const reconnecting = channel.state === "reconnecting";
  return (
    <a
      class="card"
      href={channelPath(channel.login)}
      aria-label={`${strings.home.watch(channel.displayName)}: ${title}`}
    >
      <div class="card-poster">
        <Avatar name={channel.displayName} size={72} />
        <span class="card-badge">
          <Badge tone={reconnecting ? "warn" : "live"}>{reconnecting ? strings.home.reconnecting : strings.live}</Badge>
        </span>
        <span class="card-viewers ui-numbers" title={viewers}>
          <Icon name="eye" size={16} />
          {shortNumber(channel.viewers)}
        </span>
      </div>
      <div class="card-row">
        <Avatar name={channel.displayName} size={40} />
        <div class="card-words">
          <span class="card-title" title={title}>
            {title}
          </span>
          <span class="card-name">{channel.displayName}</span>
        </div>
      </div>
    </a>
  );
}
