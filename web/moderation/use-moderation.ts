/** The moderation of a channel as its page uses it: the room's view, kept up to date by the room's own frames, and actions on the socket. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Action } from "#protocol/chat/action.ts";
import type { Down } from "#protocol/chat/frames.ts";
import { moderationViewSchema } from "#protocol/chat/moderation.ts";
import { ask } from "../ask.ts";
import type { ActOutcome } from "../chat/acts.ts";
import { type ChatHandle, useChat } from "../chat/use-chat.ts";
import { chat as chatApi, until } from "../client.ts";
import {
  type ModerationChange,
  type ModerationState,
  newModeration,
  reduceModeration,
  type Trouble,
} from "./moderation-state.ts";

/** Time for which entries of the log are gathered before the view is asked for again, milliseconds: a raid makes many. */
const RELOAD_MS = 300;

const TROUBLES: Readonly<Record<number, Trouble>> = { 401: "signedOut", 403: "forbidden", 404: "missing" };

export type Moderation = {
  readonly state: ModerationState;
  readonly chat: ChatHandle;
  readonly reload: () => Promise<void>;
  readonly act: (action: Action) => Promise<ActOutcome>;
};

export function useModeration(login: string): Moderation {
  const [state, setState] = useState(newModeration);
  const apply = (change: ModerationChange) => setState((before) => reduceModeration(before, change));
  const leaving = useRef(new AbortController());
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  const reload = useCallback(async () => {
    const { signal } = leaving.current;
    apply({ kind: "asked" });
    const answer = await ask(
      chatApi[":login"].moderation.$get({ param: { login } }, until(signal)),
      moderationViewSchema,
    );
    if (signal.aborted) return;
    if (answer.kind === "ok") apply({ kind: "loaded", view: answer.value });
    else {
      const trouble = answer.kind === "refused" ? TROUBLES[answer.status] : undefined;
      apply({ kind: "troubled", trouble: trouble ?? "failed" });
    }
  }, [login]);

  const onModeration = useCallback(
    (down: Down) => {
      apply({ kind: "heard", down });
      // What an action changed the room knows best; what was missed while away, too.
      if (down.kind !== "logged" && down.kind !== "joined" && down.kind !== "self") return;
      timer.current ??= setTimeout(() => {
        timer.current = null;
        void reload();
      }, RELOAD_MS);
    },
    [reload],
  );
  const chat = useChat(login, { writes: true, onModeration });
  const { connection } = chat;

  useEffect(() => {
    leaving.current = new AbortController();
    void reload();
    return () => {
      leaving.current.abort();
      if (timer.current !== null) clearTimeout(timer.current);
    };
  }, [reload]);

  const act = useCallback(
    async (action: Action) => (await connection?.act(action)) ?? { done: false, message: null },
    [connection],
  );
  return { state, chat, reload, act };
}
