/** `/following`: whom the account at this browser follows, first those who are live. */
import "../browse/browse.css";
import type { ChannelState } from "#protocol/channel/channel.ts";
import { account } from "../account/account.ts";
import { browseStrings as say } from "../browse/browse-strings.ts";
import { getFollowing } from "../browse/discovery-api.ts";
import { CardGrid } from "../cards/card-grid.tsx";
import { FoundChannel } from "../cards/found-channel.tsx";
import { LiveCard } from "../cards/live-card.tsx";
import { usePages } from "../cards/use-pages.ts";
import { usePageTitle } from "../page-title.ts";
import { pagePaths } from "../route.ts";
import { signInPath } from "../sign-in/next-path.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { EmptyState, ErrorState } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

/** Between two looks at who is live, milliseconds. */
const REFRESH_MS = 5000;

const idOf = ({ id }: ChannelState): string => id;

export function FollowingPage() {
  usePageTitle(say.following);
  const who = account.value;
  return (
    <main class="browse" id="content" aria-busy={who === undefined}>
      <h1>{say.following}</h1>
      {who === null || who?.guest === true ? (
        <EmptyState
          icon="heart"
          title={say.signedOutTitle}
          action={
            <ButtonLink variant="primary" href={signInPath("/login", pagePaths.following)}>
              {say.logIn}
            </ButtonLink>
          }
        >
          {say.signedOutText}
        </EmptyState>
      ) : null}
      {who === null || who === undefined || who.guest ? null : <Followed key={who.id} />}
    </main>
  );
}

function Followed() {
  const live = usePages<ChannelState>({
    key: "live",
    load: (cursor, signal) => getFollowing("live", cursor, signal),
    id: idOf,
    everyMs: REFRESH_MS,
  });
  const all = usePages<ChannelState>({
    key: "all",
    load: (cursor, signal) => getFollowing("all", cursor, signal),
    id: idOf,
  });
  if (all.state === "ready" && all.items.length === 0) {
    return (
      <EmptyState
        icon="heart"
        title={say.followingNoneTitle}
        action={<ButtonLink href={pagePaths.browse}>{say.toBrowse}</ButtonLink>}
      >
        {say.followingNoneText}
      </EmptyState>
    );
  }
  return (
    <>
      <section class="browse-part" aria-labelledby="following-live">
        <h2 id="following-live">{say.followingLive}</h2>
        <CardGrid
          pages={live}
          kind="live"
          empty={<p class="browse-dim">{say.followingNobodyLive}</p>}
          failedTitle={say.followingFailed}
          id={idOf}
          card={(channel) => <LiveCard channel={channel} />}
        />
      </section>
      <section class="browse-part" aria-labelledby="following-all">
        <h2 id="following-all">{say.followingAll}</h2>
        {all.state === "loading" ? <Skeleton height="64px" /> : null}
        {all.state === "failed" ? <ErrorState title={say.followingFailed} onRetry={all.retry} /> : null}
        <ul class="found-list">
          {all.items.map((channel) => (
            <li key={channel.id}>
              <FoundChannel channel={channel} />
            </li>
          ))}
        </ul>
        {all.hasMore ? (
          <div class="cards-more">
            <Button busy={all.busy} onClick={all.more}>
              {say.moreFollowed}
            </Button>
          </div>
        ) : null}
      </section>
    </>
  );
}
