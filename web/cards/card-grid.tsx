/** Cards in a grid, or in one row that scrolls sideways; their places before they are here; more of them on request. */
import "./cards.css";
import type { ComponentChildren } from "preact";
import { strings } from "../strings.ts";
import { Button } from "../ui/button.tsx";
import { ErrorState } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import type { Pages } from "./use-pages.ts";

export type CardGridProps<T> = {
  readonly pages: Pages<T>;
  readonly kind: "live" | "category";
  /** One row that scrolls, instead of as many as there are. */
  readonly row?: boolean;
  /** What stands there when there is nothing. */
  readonly empty: ComponentChildren;
  readonly failedTitle: string;
  readonly id: (item: T) => string;
  readonly card: (item: T) => ComponentChildren;
};

const SKELETONS = { live: 4, category: 8 } as const;

export function CardGrid<T>({ pages, kind, row = false, empty, failedTitle, id, card }: CardGridProps<T>) {
  const { cards } = strings;
  if (pages.state === "loading") {
    return (
      <div class="cards" data-kind={kind} data-row={row} aria-busy="true">
        <span class="ui-spoken">{cards.loading}</span>
        {Array.from({ length: SKELETONS[kind] }, (_, at) => (
          <CardSkeleton key={at} kind={kind} />
        ))}
      </div>
    );
  }
  if (pages.state !== "ready") {
    return (
      <ErrorState title={failedTitle} onRetry={pages.retry}>
        {cards.failedText}
      </ErrorState>
    );
  }
  if (pages.items.length === 0) return <>{empty}</>;
  return (
    <>
      <ul class="cards" data-kind={kind} data-row={row}>
        {pages.items.map((item) => (
          <li key={id(item)}>{card(item)}</li>
        ))}
      </ul>
      {pages.hasMore && !row ? (
        <div class="cards-more">
          <Button busy={pages.busy} onClick={pages.more}>
            {cards.more}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function CardSkeleton({ kind }: { readonly kind: "live" | "category" }) {
  if (kind === "category") {
    return (
      <div class="category-card">
        <Skeleton ratio="3 / 4" />
        <Skeleton width="80%" />
      </div>
    );
  }
  return (
    <div class="card">
      <Skeleton ratio="16 / 9" />
      <div class="card-row">
        <Skeleton width="40px" height="40px" round />
        <div class="card-words">
          <Skeleton width="80%" />
          <Skeleton width="50%" />
        </div>
      </div>
    </div>
  );
}
