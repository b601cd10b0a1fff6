/** `/browse?tag&language`: every category, and who is live, narrowed by a tag and a language. */
import "./browse.css";
import type { Category } from "#protocol/discovery/category.ts";
import { CardGrid } from "../cards/card-grid.tsx";
import { CategoryCard } from "../cards/category-card.tsx";
import { usePages } from "../cards/use-pages.ts";
import { currentSearch } from "../navigation.ts";
import { usePageTitle } from "../page-title.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/notice.tsx";
import { browseStrings as say } from "./browse-strings.ts";
import { getCategories } from "./discovery-api.ts";
import { FilterBar } from "./filter-bar.tsx";
import { filterOf, searchOf } from "./live-filter.ts";
import { LiveList } from "./live-list.tsx";

/** Categories at a time. */
const CATEGORIES = 30;

export function BrowsePage() {
  usePageTitle(say.browse);
  const filter = filterOf(currentSearch.value);
  const categories = usePages<Category>({
    key: "categories",
    load: (cursor, signal) => getCategories(cursor, CATEGORIES, signal),
    id: ({ id }) => id,
  });
  return (
    <main class="browse" id="content">
      <h1 class="ui-spoken">{say.browse}</h1>
      <section class="browse-part" aria-labelledby="browse-categories">
        <div class="browse-head">
          <h2 id="browse-categories">{say.categories}</h2>
          {categories.hasMore ? (
            <Button variant="quiet" busy={categories.busy} onClick={categories.more}>
              {say.moreCategories}
            </Button>
          ) : null}
        </div>
        <CardGrid
          pages={categories}
          kind="category"
          row
          empty={<p class="browse-dim">{say.noCategories}</p>}
          failedTitle={say.categoriesFailed}
          id={({ id }) => id}
          card={(category) => <CategoryCard category={category} search={searchOf(filter)} />}
        />
      </section>
      <section class="browse-part" aria-labelledby="browse-live">
        <div class="browse-head">
          <h2 id="browse-live">{say.live}</h2>
          <FilterBar filter={filter} />
        </div>
        <LiveList
          filter={filter}
          nobody={
            <EmptyState icon="radio" title={say.nobodyTitle}>
              {say.nobodyText}
            </EmptyState>
          }
        />
      </section>
    </main>
  );
}
