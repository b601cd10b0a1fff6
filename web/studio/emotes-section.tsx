/** The channel's own emotes, a new one, and those of other sites. */
import { useEffect, useState } from "preact/hooks";
import { type ChannelEmote, emotePath } from "#protocol/chat/emote.ts";
import { MAX_CHANNEL_EMOTES } from "#protocol/chat/limits.ts";
import type { ApiAnswer } from "../ask.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { EmptyState, ErrorState } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { showToast } from "../ui/toast.tsx";
import { EmoteForm } from "./emote-form.tsx";
import { EmoteSites } from "./emote-sites.tsx";
import { getOwnEmotes, removeEmote } from "./emotes-api.ts";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.emotes;

export function EmotesSection({ login }: { readonly login: string }) {
  const [answer, setAnswer] = useState<ApiAnswer<readonly ChannelEmote[]> | null>(null);
  const [asks, setAsks] = useState<ChannelEmote | null>(null);
  const load = () => {
    const leaving = new AbortController();
    void getOwnEmotes(login, leaving.signal).then((got) => {
      if (!leaving.signal.aborted) setAnswer(got);
    });
    return () => leaving.abort();
  };
  useEffect(load, [login]);
  if (answer === null) return <Skeleton height="240px" />;
  if (answer.kind !== "ok") return <ErrorState title={say.failed} onRetry={load} />;
  const emotes = answer.value;
  const setEmotes = (next: readonly ChannelEmote[]) => setAnswer({ kind: "ok", value: next });
  const remove = async (emote: ChannelEmote) => {
    const got = await removeEmote(login, emote.id);
    if (got.kind === "ok") setEmotes(emotes.filter(({ id }) => id !== emote.id));
    else showToast({ text: got.kind === "refused" ? got.message : studioStrings.notSaved, tone: "bad" });
  };
  return (
    <div class="studio-columns">
      <section class="studio-box" aria-label={say.own}>
        <header class="studio-box-head">
          <h2>{say.own}</h2>
          <span class="studio-dim ui-numbers">{say.count(emotes.length, MAX_CHANNEL_EMOTES)}</span>
        </header>
        {emotes.length === 0 ? (
          <EmptyState icon="smile" title={say.noneTitle}>
            {say.noneText}
          </EmptyState>
        ) : (
          <ul class="studio-emotes">
            {emotes.map((emote) => (
              <li key={emote.id} class="studio-emote">
                <img src={emotePath(emote.id, 112)} alt="" width={56} height={56} loading="lazy" />
                <span class="studio-emote-name" title={emote.name}>
                  {emote.name}
                </span>
                <span class="studio-dim">{emote.tier === "subscribers" ? say.subscribers : say.everyone}</span>
                <Button aria-label={say.removeOf(emote.name)} onClick={() => setAsks(emote)}>
                  {studioStrings.remove}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </section>
      <div class="studio-column">
        <section class="studio-box" aria-label={say.add}>
          <h2>{say.add}</h2>
          <EmoteForm login={login} onAdded={(emote) => setEmotes([...emotes, emote])} />
        </section>
        <EmoteSites login={login} onChange={load} />
      </div>
      {asks === null ? null : (
        <Confirm
          title={say.removeTitle(asks.name)}
          action={studioStrings.remove}
          onConfirm={() => remove(asks)}
          onClose={() => setAsks(null)}
        >
          <p>{say.removeText}</p>
        </Confirm>
      )}
    </div>
  );
}
