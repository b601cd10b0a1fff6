/** `/category/:slug?tag&language`: a category, and who shows it now. */
import "./browse.css";
import { useEffect, useState } from "preact/hooks";
import { BOX_ART_HEIGHT, BOX_ART_WIDTH } from "#protocol/channel/images.ts";
import type { Category } from "#protocol/discovery/category.ts";
import type { ApiAnswer } from "../ask.ts";
import { shortNumber, wholeNumber } from "../format.ts";
import { MissingPage } from "../missing-page.tsx";
import { currentSearch } from "../navigation.ts";
import { usePageTitle } from "../page-title.ts";
import { pagePaths } from "../route.ts";
import { strings } from "../strings.ts";
import { ButtonLink } from "../ui/button.tsx";
import { EmptyState, ErrorState } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { browseStrings as say } from "./browse-strings.ts";
import { getCategory } from "./discovery-api.ts";
import { FilterBar } from "./filter-bar.tsx";
import { filterOf } from "./live-filter.ts";
import { LiveList } from "./live-list.tsx";

export function CategoryPage({ slug }: { readonly slug: string }) {
  const [answer, setAnswer] = useState<ApiAnswer<Category> | null>(null);
  const [tries, setTries] = useState(0);
  const category = answer?.kind === "ok" ? answer.value : null;
  usePageTitle(category?.name ?? say.categories);
  useEffect(() => {
    const over = new AbortController();
    void getCategory(slug, over.signal).then((got) => !over.signal.aborted && setAnswer(got));
    return () => over.abort();
  }, [slug, tries]);
  if (answer?.kind === "refused" && answer.status === 404) {
    return <MissingPage title={say.categoryMissing} text={say.categoryMissingText} />;
  }
  const filter = filterOf(currentSearch.value);
  return (
    <main class="browse" id="content" aria-busy={answer === null}>
      {answer === null || category !== null ? (
        <Head category={category} />
      ) : (
        <ErrorState title={say.categoryFailed} onRetry={() => setTries(tries + 1)}>
          {say.categoryFailedText}
        </ErrorState>
      )}
      <section class="browse-part" aria-labelledby="category-live">
        <div class="browse-head">
          <h2 id="category-live">{say.live}</h2>
          <FilterBar filter={filter} />
        </div>
        <LiveList
          filter={filter}
          category={slug}
          nobody={
            <EmptyState
              icon="radio"
              title={category === null ? say.nobodyTitle : say.nobodyInTitle(category.name)}
              action={<ButtonLink href={pagePaths.browse}>{say.toBrowse}</ButtonLink>}
            >
              {say.nobodyText}
            </EmptyState>
          }
        />
      </section>
    </main>
  );
}

function Head({ category }: { readonly category: Category | null }) {
  if (category === null) {
    return (
      <header class="category-head">
        <span class="ui-spoken">{say.categoryLoading}</span>
        <span class="category-head-art">
          <Skeleton ratio="3 / 4" />
        </span>
        <Skeleton width="12em" height="1.6em" />
      </header>
    );
  }
  const { viewers, liveChannels } = category;
  return (
    <header class="category-head">
      <img class="category-head-art" src={category.boxArt} alt="" width={BOX_ART_WIDTH} height={BOX_ART_HEIGHT} />
      <div class="category-head-words">
        <h1>{category.name}</h1>
        <p class="browse-dim ui-numbers">
          <span title={wholeNumber(viewers)}>{strings.viewers(shortNumber(viewers), viewers === 1)}</span>
          {" · "}
          {say.categoryLive(liveChannels, shortNumber(liveChannels))}
        </p>
      </div>
    </header>
  );
}
