/** One live channel: what it shows now, title, name, category, tags, viewers. Its title is the link, and the picture is part of it. */
import type { ChannelState } from "#protocol/channel/channel.ts";
import { shortNumber, wholeNumber } from "../format.ts";
import { categoryPath, channelPath, tagPath } from "../route.ts";
import { strings } from "../strings.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Badge } from "../ui/badge.tsx";
import { Icon } from "../ui/icon.tsx";
import { Still } from "./still.tsx";

/** Tags that a card has room for. */
const SHOWN_TAGS = 3;

export function LiveCard({ channel }: { readonly channel: ChannelState }) {
  const title = channel.title || strings.untitled;
  const { category, avatar, displayName: name } = channel;
  return (
    <article class="card">
      <a class="card-main" href={channelPath(channel.login)} aria-label={`${strings.home.watch(name)}: ${title}`}>
        <div class="card-poster">
          <Still src={channel.still} alt={strings.cards.still(name)}>
            <Avatar name={name} src={avatar || null} size={72} />
          </Still>
          <span class="card-badge">
            <LiveBadge channel={channel} />
          </span>
          {channel.live ? <Viewers count={channel.viewers} /> : null}
        </div>
        <div class="card-row">
          <Avatar name={name} src={avatar || null} size={40} />
          <div class="card-words">
            <span class="card-title" title={title}>
              {title}
            </span>
            <span class="card-name">{name}</span>
          </div>
        </div>
      </a>
      {category === null && channel.tags.length === 0 ? null : (
        <div class="card-about">
          {category === null ? null : (
            <a class="card-category" href={categoryPath(category.slug)}>
              {category.name}
            </a>
          )}
          {channel.tags.slice(0, SHOWN_TAGS).map((tag) => (
            <a key={tag} class="tag" href={tagPath(tag)}>
              {tag}
            </a>
          ))}
        </div>
      )}
    </article>
  );
}

function LiveBadge({ channel }: { readonly channel: ChannelState }) {
  if (channel.state === "reconnecting") return <Badge tone="warn">{strings.home.reconnecting}</Badge>;
  return channel.live ? <Badge tone="live">{strings.live}</Badge> : <Badge>{strings.offline}</Badge>;
}

function Viewers({ count }: { readonly count: number }) {
  return (
    <span class="card-figure card-viewers ui-numbers" title={strings.viewers(wholeNumber(count), count === 1)}>
      <Icon name="eye" size={16} />
      {shortNumber(count)}
    </span>
  );
}
