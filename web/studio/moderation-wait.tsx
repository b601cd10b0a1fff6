/** What stands in the place of the chat's rules and roles while they are not here, and why they do not come. */
import type { Moderation } from "../moderation/use-moderation.ts";
import { EmptyState, ErrorState } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.community;

export function ModerationWait({ moderation }: { readonly moderation: Moderation }) {
  const { trouble } = moderation.state;
  if (trouble === null) return <Skeleton height="160px" />;
  if (trouble === "failed") return <ErrorState title={say.failed} onRetry={() => void moderation.reload()} />;
  return (
    <EmptyState icon="shield" title={say.notModeratorTitle}>
      {say.notModeratorText}
    </EmptyState>
  );
}
