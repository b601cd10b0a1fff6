/** Under the picture: title, streamer, category, tags, follow, viewers, up-time. In its final size before the answer is there. */
import { useEffect, useState } from "preact/hooks";
import type { ChannelState } from "#protocol/channel/channel.ts";
import { clockTime, fullTime, isoDuration, shortNumber, wholeNumber } from "../format.ts";
import { categoryPath, tagPath } from "../route.ts";
import { strings } from "../strings.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Badge } from "../ui/badge.tsx";
import { Icon } from "../ui/icon.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { FollowButton } from "./follow-button.tsx";

export function ChannelInfo({ channel, login }: { readonly channel: ChannelState | null; readonly login: string }) {
  const name = channel?.displayName ?? login;
  return (
    <section class="info" aria-label={name} data-kind="channel">
      <Avatar name={name} src={channel?.avatar || null} size={48} />
      <div class="info-words">
        <h1 class="info-title" title={channel?.title}>
          {channel === null ? <Skeleton width="14em" height="1.25em" /> : channel.title || strings.untitled}
        </h1>
        <p class="info-name" title={name}>
          {name}
          {channel === null ? null : (
            <span class="info-followers ui-numbers">
              {" · "}
              {strings.follow.followers(shortNumber(channel.followers), channel.followers === 1)}
            </span>
          )}
        </p>
        <div class="info-about">{channel === null ? null : <About channel={channel} />}</div>
      </div>
      <div class="info-side">
        {channel === null ? (
          <Skeleton width="120px" height="36px" />
        ) : (
          <FollowButton login={login} name={name} channelId={channel.id} followers={channel.followers} />
        )}
        <div class="info-figures ui-numbers">{channel?.live === true ? <LiveFigures channel={channel} /> : null}</div>
      </div>
    </section>
  );
}

function About({ channel }: { readonly channel: ChannelState }) {
  const { category, tags } = channel;
  return (
    <>
      {category === null ? null : (
        <a class="info-category" href={categoryPath(category.slug)}>
          {category.name}
        </a>
      )}
      {tags.length === 0 ? null : (
        <ul class="info-tags" aria-label={strings.watch.tags}>
          {tags.map((tag) => (
            <li key={tag}>
              <a class="tag" href={tagPath(tag)}>
                {tag}
              </a>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function LiveFigures({ channel }: { readonly channel: ChannelState }) {
  const whole = wholeNumber(channel.viewers);
  return (
    <>
      {channel.state === "reconnecting" ? (
        <Badge tone="warn">{strings.home.reconnecting}</Badge>
      ) : (
        <Badge tone="live">{strings.live}</Badge>
      )}
      <span class="info-figure" title={strings.viewers(whole, channel.viewers === 1)}>
        <Icon name="eye" size={16} />
        <span class="ui-spoken">{strings.viewers(whole, channel.viewers === 1)}</span>
        <span aria-hidden="true">{shortNumber(channel.viewers)}</span>
      </span>
      {channel.startedAt === null ? null : <UpTime startedAt={channel.startedAt} />}
    </>
  );
}

function UpTime({ startedAt }: { readonly startedAt: string }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const upFor = Math.max(0, (now - Date.parse(startedAt)) / 1000);
  return (
    <span class="info-figure" title={`${strings.watch.started} ${fullTime(startedAt)}`}>
      <Icon name="clock" size={16} />
      <span class="ui-spoken">{strings.watch.upFor}</span>
      <time dateTime={isoDuration(upFor)}>{clockTime(upFor)}</time>
    </span>
  );
}
