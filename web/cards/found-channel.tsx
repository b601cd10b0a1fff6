/** A channel in a list of channels that may be live or not: picture, name, what it says of itself. The whole line is one link. */
import type { ChannelState } from "#protocol/channel/channel.ts";
import { browseStrings as say } from "../browse/browse-strings.ts";
import { shortNumber } from "../format.ts";
import { channelPath } from "../route.ts";
import { strings } from "../strings.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Badge } from "../ui/badge.tsx";

export function FoundChannel({ channel }: { readonly channel: ChannelState }) {
  const { displayName: name, avatar, live, followers } = channel;
  const about = live ? channel.title || strings.untitled : say.followers(followers, shortNumber(followers));
  return (
    <a class="found" href={channelPath(channel.login)}>
      <Avatar name={name} src={avatar || null} size={44} />
      <span class="found-words">
        <span class="found-name">{name}</span>
        <span class="found-about ui-numbers">{about}</span>
      </span>
      {live ? <Badge tone="live">{strings.live}</Badge> : null}
    </a>
  );
}
