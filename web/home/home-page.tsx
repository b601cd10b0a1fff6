/** The front page: those one follows who are live, then everybody who is, most watched first, and what they show. */
import "./home.css";
import type { ChannelState } from "#protocol/channel/channel.ts";
import type { Category } from "#protocol/discovery/category.ts";
import { account } from "../account/account.ts";
import { getLive, getLiveIn } from "../api.ts";
import { getCategories, getFollowing } from "../browse/discovery-api.ts";
import { CardGrid } from "../cards/card-grid.tsx";
import { CategoryCard } from "../cards/category-card.tsx";
import { LiveCard } from "../cards/live-card.tsx";
import { usePages } from "../cards/use-pages.ts";
import { usePageTitle } from "../page-title.ts";
import { pagePaths } from "../route.ts";
import { strings } from "../strings.ts";
import { EmptyState } from "../ui/notice.tsx";

/** Between two looks, milliseconds: who is live, and what changes more slowly. */
const LIVE_MS = 5000;
const SLOW_MS = 30_000;
/** Categories in the row of the front page. */
const CATEGORIES = 20;

const idOf = ({ id }: { readonly id: string }): string => id;
const liveCard = (channel: ChannelState) => <LiveCard channel={channel} />;

export function HomePage() {
  usePageTitle(null);
  const who = account.value;
  const { home } = strings;
  const live = usePages<ChannelState>({
    key: "live",
    load: (cursor, signal) => (cursor === null ? getLive(location.pathname, signal) : getLiveIn({}, cursor, signal)),
    id: idOf,
    everyMs: LIVE_MS,
  });
  return (
    <main class="home" id="content">
      {who === null || who === undefined || who.guest ? null : <Followed />}
      <section class="home-part" aria-labelledby="home-live">
        <h1 id="home-live">{home.title}</h1>
        <CardGrid
          pages={live}
          kind="live"
          empty={<NobodyLive />}
          failedTitle={home.failedTitle}
          id={idOf}
          card={liveCard}
        />
      </section>
      <Categories />
    </main>
  );
}

/** Nothing at all for who follows nobody who is live: the page is about who is. */
function Followed() {
  const { home } = strings;
  const followed = usePages<ChannelState>({
    key: "followed",
    load: (cursor, signal) => getFollowing("live", cursor, signal),
    id: idOf,
    everyMs: LIVE_MS,
  });
  if (followed.state === "ready" && followed.items.length === 0) return null;
  return (
    <section class="home-part" aria-labelledby="home-followed">
      <div class="home-head">
        <h2 id="home-followed">{home.followed}</h2>
        <a href={pagePaths.following}>{home.followedAll}</a>
      </div>
      <CardGrid
        pages={followed}
        kind="live"
        row
        empty={null}
        failedTitle={home.followedFailed}
        id={idOf}
        card={liveCard}
      />
    </section>
  );
}

function Categories() {
  const { home } = strings;
  const categories = usePages<Category>({
    key: "categories",
    load: (cursor, signal) => getCategories(cursor, CATEGORIES, signal),
    id: idOf,
    everyMs: SLOW_MS,
  });
  return (
    <section class="home-part" aria-labelledby="home-categories">
      <div class="home-head">
        <h2 id="home-categories">{home.categories}</h2>
        <a href={pagePaths.browse}>{home.browse}</a>
      </div>
      <CardGrid
        pages={categories}
        kind="category"
        row
        empty={<p>{home.categoriesNone}</p>}
        failedTitle={home.categoriesFailed}
        id={idOf}
        card={(category) => <CategoryCard category={category} />}
      />
    </section>
  );
}

function NobodyLive() {
  const { home } = strings;
  return (
    <EmptyState icon="radio" title={home.emptyTitle}>
      <p>{home.emptyText}</p>
      <ol class="steps">
        {home.emptySteps.map(([words, code]) => (
          <li key={words}>
            {words}
            {code === null ? null : <code>{code}</code>}
          </li>
        ))}
      </ol>
    </EmptyState>
  );
}
