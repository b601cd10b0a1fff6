/** One category: its box art, its name, how many watch it. The whole card is one link. */

import { BOX_ART_HEIGHT, BOX_ART_WIDTH } from "#protocol/channel/images.ts";
import type { Category } from "#protocol/discovery/category.ts";
import { shortNumber, wholeNumber } from "../format.ts";
import { categoryPath } from "../route.ts";
import { strings } from "../strings.ts";

export function CategoryCard({ category, search = "" }: { readonly category: Category; readonly search?: string }) {
  const viewers = strings.viewers(wholeNumber(category.viewers), category.viewers === 1);
  return (
    <a class="category-card" href={categoryPath(category.slug) + search}>
      <img
        class="category-art"
        src={category.boxArt}
        alt=""
        width={BOX_ART_WIDTH}
        height={BOX_ART_HEIGHT}
        loading="lazy"
        decoding="async"
      />
      <span class="category-name" title={category.name}>
        {category.name}
      </span>
      <span class="category-viewers ui-numbers" title={viewers}>
        {strings.viewers(shortNumber(category.viewers), category.viewers === 1)}
      </span>
    </a>
  );
}
