/** What was heard of a room as what its subscriptions are told, and whom to look up for it. Pure. */
import { messageId } from "#protocol/chat/event.ts";
import { mentionedIn } from "#protocol/events/fragments.ts";
import type { Person } from "#protocol/events/render.ts";
import { type ByLogin, renderChat } from "#protocol/events/render-chat.ts";
import { renderHeldOver, renderHold } from "#protocol/events/render-held.ts";
import { renderLogged } from "#protocol/events/render-moderation.ts";
import type { Told } from "./fan-out.ts";
import type { Heard } from "./listener.ts";

type User = { readonly userId: string; readonly login: string; readonly name: string };

/** The logins of those who are mentioned or whose names the room does not tell, each once. */
export function loginsIn(heard: readonly Heard[]): readonly string[] {
  return [...new Set(heard.flatMap(loginsOf))];
}

function loginsOf(heard: Heard): readonly string[] {
  if (heard.kind === "logged") return heard.entry.user === null ? [] : [heard.entry.user.login];
  if (heard.kind !== "chat") return [];
  const { event } = heard;
  if ("text" in event) return mentionedIn(event.text);
  return "login" in event ? [event.login] : [];
}

/** Nothing for what goes the way of the platform's events. */
export function renderHeard(heard: Heard, channel: Person, people: ByLogin): readonly Told[] {
  switch (heard.kind) {
    case "chat": {
      const { event, modes } = heard;
      const id = `chat:${messageId(channel.id, event.seq)}`;
      return [{ ...renderChat(event, channel, modes, people), readerId: null, id, at: event.at }];
    }
    case "held": {
      const { held } = heard;
      const id = `held:${channel.id}:${held.id}`;
      return renderHold(held, channel).map((one) => ({ ...one, id, at: held.at }));
    }
    case "heldOver": {
      const { held, outcome, by, at } = heard;
      const id = `heldOver:${channel.id}:${held.id}`;
      const decided = by === null ? null : personOf(by);
      return renderHeldOver(held, outcome, decided, channel).map((one) => ({ ...one, id, at }));
    }
    case "logged": {
      const { entry, action } = heard;
      const subject = entry.user === null ? null : nameOfNow(entry.user, people);
      return renderLogged(entry, action, channel, subject).map(({ mark, ...one }) => {
        const id = `log:${channel.id}:${entry.id}:${mark}`;
        return { ...one, readerId: null, id, at: entry.at };
      });
    }
    default:
      return [];
  }
}

/** Somebody else may have the login by now. */
function nameOfNow(known: User, people: ByLogin): Person {
  const found = people.get(known.login);
  return found?.id === known.userId ? found : personOf(known);
}

const personOf = ({ userId, login, name }: User): Person => ({ id: userId, login, name });
