/** What the bell's panel shows: who went live, with what, and when; or that there is nothing, or that it did not come. */
import { agoText, fullTime } from "../format.ts";
import { channelPath, pagePaths } from "../route.ts";
import { strings } from "../strings.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Badge } from "../ui/badge.tsx";
import { EmptyState, ErrorState } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { type HeldNotices, isUnseen, type Notice } from "./unseen.ts";

export type NoticeListProps = {
  readonly titleId: string;
  readonly held: HeldNotices;
  /** What counts as seen in this list, milliseconds since the Unix epoch. */
  readonly seenAt: number | null;
  readonly onRetry: () => void;
  readonly onLeave: () => void;
};

export function NoticeList({ titleId, held, seenAt, onRetry, onLeave }: NoticeListProps) {
  const say = strings.notices;
  return (
    <>
      <div class="bell-head">
        <h2 id={titleId} class="bell-title">
          {say.label}
        </h2>
        <a class="bell-settings" href={`${pagePaths.settings}/notifications`} onClick={onLeave}>
          {say.settings}
        </a>
      </div>
      <Content held={held} seenAt={seenAt} onRetry={onRetry} onLeave={onLeave} />
    </>
  );
}

function Content({ held, seenAt, onRetry, onLeave }: Omit<NoticeListProps, "titleId">) {
  const say = strings.notices;
  if (held.kind === "loading") {
    return (
      <div class="bell-line" role="status" aria-label={say.loading}>
        <Skeleton width="36px" height="36px" round />
        <Skeleton width="60%" />
      </div>
    );
  }
  if (held.kind === "failed") {
    return (
      <ErrorState title={say.failedTitle} onRetry={onRetry}>
        {say.failedText}
      </ErrorState>
    );
  }
  if (held.notices.length === 0) {
    return (
      <EmptyState icon="bell" title={say.noneTitle}>
        {say.noneText}
      </EmptyState>
    );
  }
  return (
    <ul class="bell-list">
      {held.notices.map((notice) => (
        <li key={notice.broadcastId}>
          <NoticeLine notice={notice} unseen={isUnseen(notice, seenAt)} onLeave={onLeave} />
        </li>
      ))}
    </ul>
  );
}

type NoticeLineProps = { readonly notice: Notice; readonly unseen: boolean; readonly onLeave: () => void };

function NoticeLine({ notice, unseen, onLeave }: NoticeLineProps) {
  const { login, name, live, title } = notice;
  const say = strings.notices;
  const at = new Date(notice.at).toISOString();
  return (
    <a class="bell-line" href={channelPath(login)} onClick={onLeave}>
      <Avatar name={name} size={36} />
      <span class="bell-words">
        <span class="bell-who">{live ? say.isLive(name) : say.wasLive(name)}</span>
        {live ? <span class="bell-what">{title === null || title === "" ? strings.untitled : title}</span> : null}
        <time class="bell-when" dateTime={at} title={fullTime(at)}>
          {agoText(at, Date.now())}
        </time>
      </span>
      {unseen ? <Badge>{say.fresh}</Badge> : null}
    </a>
  );
}
