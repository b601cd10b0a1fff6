/** Live channels, narrowed by what the address says: the list of the pages for browsing. */
import type { ComponentChildren } from "preact";
import type { ChannelState } from "#protocol/channel/channel.ts";
import { getLiveIn } from "../api.ts";
import { CardGrid } from "../cards/card-grid.tsx";
import { LiveCard } from "../cards/live-card.tsx";
import { usePages } from "../cards/use-pages.ts";
import { currentPath } from "../navigation.ts";
import { ButtonLink } from "../ui/button.tsx";
import { EmptyState } from "../ui/notice.tsx";
import { browseStrings as say } from "./browse-strings.ts";
import { isFiltered, type LiveFilter, queryOf, searchOf } from "./live-filter.ts";

/** Between two looks, milliseconds: a change is on the page within 10 s, the edge's own memory included. */
const REFRESH_MS = 5000;

export type LiveListProps = {
  readonly filter: LiveFilter;
  /** Of one category, by its slug. */
  readonly category?: string;
  /** What stands there when nobody is live, whatever the filter. */
  readonly nobody: ComponentChildren;
};

export function LiveList({ filter, category, nobody }: LiveListProps) {
  const query = { ...queryOf(filter), ...(category === undefined ? {} : { category }) };
  const live = usePages<ChannelState>({
    key: `${category ?? ""}${searchOf(filter)}`,
    load: (cursor, signal) => getLiveIn(query, cursor, signal),
    id: ({ id }) => id,
    everyMs: REFRESH_MS,
  });
  const none = (
    <EmptyState
      icon="search"
      title={say.noneTitle}
      action={<ButtonLink href={currentPath.value}>{say.clear}</ButtonLink>}
    >
      {say.noneText}
    </EmptyState>
  );
  return (
    <CardGrid
      pages={live}
      kind="live"
      empty={isFiltered(filter) ? none : nobody}
      failedTitle={say.failedTitle}
      id={({ id }) => id}
      card={(channel) => <LiveCard channel={channel} />}
    />
  );
}
