/** The channel's recent broadcasts, newest first. */
import type { Vod } from "#protocol/channel/channel.ts";
import type { ApiAnswer } from "../ask.ts";
import { RecordingCard } from "../cards/recording-card.tsx";
import { strings } from "../strings.ts";
import { Skeleton } from "../ui/skeleton.tsx";

/** Shown, at most: the rest belongs on a page of its own. */
const SHOWN = 12;

export function Recordings({ answer }: { readonly answer: ApiAnswer<readonly Vod[]> | null }) {
  const { watch } = strings;
  return (
    <section class="recordings" aria-label={watch.recordings}>
      <h2>{watch.recordings}</h2>
      {answer === null ? <Skeleton height="64px" /> : <List answer={answer} />}
    </section>
  );
}

function List({ answer }: { readonly answer: ApiAnswer<readonly Vod[]> }) {
  if (answer.kind !== "ok") return <p class="recordings-note">{strings.watch.recordingsFailed}</p>;
  if (answer.value.length === 0) return <p class="recordings-note">{strings.watch.noRecordings}</p>;
  return (
    <ul class="cards" data-kind="recording">
      {answer.value.slice(0, SHOWN).map((vod) => (
        <li key={vod.id}>
          <RecordingCard vod={vod} now={Date.now()} />
        </li>
      ))}
    </ul>
  );
}
