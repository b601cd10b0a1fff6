/** The chat of a channel: its lines, the state of the connection in words, and the place to write. Fills the box it is put in. */
import "./chat.css";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { browserWorld } from "./browser-world.ts";
import { type ChatState, newChat } from "./chat-state.ts";
import { chatStrings as say } from "./chat-strings.ts";
import { Composer } from "./composer.tsx";
import { ChatConnection } from "./connection.ts";
import { MessageList } from "./message-list.tsx";
import { readSavedName, saveName } from "./saved-name.ts";

export function Chat({ login }: { readonly login: string }) {
  const { state, connection } = useChat(login);
  return (
    <div class="chat">
      <h2 class="chat-title">{say.title}</h2>
      <MessageList
        state={state}
        onRetry={(nonce) => connection?.retry(nonce)}
        onDiscard={(nonce) => connection?.discard(nonce)}
      />
      <LinkNote state={state} onTryNow={() => connection?.connect()} />
      <Composer
        name={state.name}
        onName={(name) => {
          saveName(name);
          connection?.rename(name);
        }}
        onSend={(text) => connection?.say(text) ?? false}
      />
    </div>
  );
}

/** One connection as long as the panel shows this channel. */
function useChat(login: string): { readonly state: ChatState; readonly connection: ChatConnection | null } {
  const [connection, setConnection] = useState<ChatConnection | null>(null);
  const [state, setState] = useState(() => newChat(readSavedName()));
  useEffect(() => {
    const name = readSavedName();
    const made = new ChatConnection(browserWorld(login), name, setState);
    setState(newChat(name));
    setConnection(made);
    made.connect();
    const onOnline = () => made.connect();
    addEventListener("online", onOnline);
    return () => {
      removeEventListener("online", onOnline);
      made.close();
    };
  }, [login]);
  return { state, connection };
}

function LinkNote({ state, onTryNow }: { readonly state: ChatState; readonly onTryNow: () => void }) {
  const { link, everJoined, notice } = state;
  const away = link.kind === "waiting" || (link.kind === "connecting" && everJoined);
  const words = notice ?? (away ? say.waiting : link.kind === "connecting" ? say.connecting : "");
  return (
    <div class="chat-link" role="status" data-state={notice !== null || away ? "away" : link.kind}>
      <span>{words}</span>
      {link.kind === "waiting" ? (
        <Button variant="quiet" onClick={onTryNow}>
          {say.tryNow}
        </Button>
      ) : null}
    </div>
  );
}
