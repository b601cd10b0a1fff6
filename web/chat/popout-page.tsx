/** A channel's chat in a window of its own. */
import "./popout-page.css";
import { usePageTitle } from "../page-title.ts";
import { Chat } from "./chat.tsx";
import { chatStrings as say } from "./chat-strings.ts";

export function PopoutPage({ login }: { readonly login: string }) {
  usePageTitle(say.of(login));
  return (
    <main class="popout" id="content">
      <Chat login={login} poppedOut />
    </main>
  );
}
