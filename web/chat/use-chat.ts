/** The chat of a channel as a page uses it: one connection, its state drawn at most once a frame, who is at this page, the emotes. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Down } from "#protocol/chat/frames.ts";
import type { Account } from "#protocol/users/user.ts";
import { account as atThisPage, loadAccount, setAccount } from "../account/account.ts";
import { followBlocks } from "../account/blocks.ts";
import { browserWorld } from "./browser-world.ts";
import { type EmoteLists, getEmotes } from "./chat-api.ts";
import { type ChatState, newChat } from "./chat-state.ts";
import { ChatConnection } from "./connection.ts";

export type ChatHandle = {
  readonly login: string;
  readonly state: ChatState;
  /** Null for the moment before the page has opened it. */
  readonly connection: ChatConnection | null;
  /** Who is at this page; null for a reader, undefined while that is not known. */
  readonly account: Account | null | undefined;
  /** Null while they are not here. */
  readonly emotes: EmoteLists | null;
  /** Somebody else is at this page now: the room is told by a new connection. */
  readonly onAccount: (account: Account | null) => void;
};

export type ChatUse = {
  /** Writes as well: asks who is at this page, and for the emotes. */
  readonly writes: boolean;
  /** Hears what moderators alone get. */
  readonly onModeration?: (down: Down) => void;
};

/** `use` is taken as it is when the page opens. */
export function useChat(login: string, use: ChatUse): ChatHandle {
  const { writes } = use;
  const hear = useRef(use.onModeration);
  hear.current = use.onModeration;
  const [connection, setConnection] = useState<ChatConnection | null>(null);
  const [state, setState] = useState(newChat);
  const account = use.writes ? atThisPage.value : undefined;
  const [emotes, setEmotes] = useState<EmoteLists | null>(null);

  useEffect(() => {
    const frame = frameBatch(setState);
    const moderation = hear.current === undefined ? {} : { onModeration: (down: Down) => hear.current?.(down) };
    const made = new ChatConnection(browserWorld(login), { onChange: frame.draw, ...moderation });
    setState(made.state);
    setConnection(made);
    made.connect();
    const onOnline = () => made.connect();
    addEventListener("online", onOnline);
    return () => {
      removeEventListener("online", onOnline);
      made.close();
      frame.stop();
    };
  }, [login]);

  useEffect(() => {
    if (!writes) return;
    const leaving = new AbortController();
    // Without an answer the room still says who this is, once it is joined.
    void loadAccount();
    const unfollow = followBlocks();
    void getEmotes(login, leaving.signal).then((answer) => {
      if (answer.kind === "ok") setEmotes(answer.value);
    });
    return () => {
      leaving.abort();
      unfollow();
    };
  }, [login, writes]);

  // Who signs in or out, here or in the page's header, is told to the room by a new connection.
  const known = useRef<string | null | undefined>(undefined);
  const id = account === undefined ? undefined : (account?.id ?? null);
  useEffect(() => {
    const before = known.current;
    known.current = id;
    if (before !== undefined && id !== undefined && before !== id) connection?.reconnect();
  }, [connection, id]);
  return { login, state, connection, account, emotes, onAccount: setAccount };
}

/** Draws the newest state once a frame, however often it changes: a busy room says something many times between two pictures. */
function frameBatch(draw: (state: ChatState) => void): {
  readonly draw: (state: ChatState) => void;
  readonly stop: () => void;
} {
  let newest: ChatState | null = null;
  let request: number | null = null;
  return {
    draw(state) {
      newest = state;
      request ??= requestAnimationFrame(() => {
        request = null;
        if (newest !== null) draw(newest);
      });
    },
    stop() {
      if (request !== null) cancelAnimationFrame(request);
    },
  };
}
