/** A moderator's desk: the chat, what waits for a decision, the rules, and who did what. On a phone one of them at a time. */
import "./moderation.css";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { assertNever } from "#protocol/assert.ts";
import type { ModerationView } from "#protocol/chat/moderation.ts";
import { ChatView } from "../chat/chat.tsx";
import { mayAppoint } from "../chat/standing.ts";
import { MissingPage } from "../missing-page.tsx";
import { usePageTitle } from "../page-title.ts";
import { channelPath } from "../route.ts";
import { strings } from "../strings.ts";
import { EmptyState, ErrorState } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Tabs, tabId, tabPanelId } from "../ui/tabs.tsx";
import { BansPanel } from "./bans-panel.tsx";
import { HeldQueue } from "./held-queue.tsx";
import { type Layout, layoutFor, MIDDLE_PX, PARTS, type Part, type Room, shownTab, WIDE_PX } from "./layout.ts";
import { LogPanel } from "./log-panel.tsx";
import { moderationStrings as say } from "./moderation-strings.ts";
import { ModesPanel } from "./modes-panel.tsx";
import { RolesPanel } from "./roles-panel.tsx";
import { TermsPanel } from "./terms-panel.tsx";
import { type Moderation, useModeration } from "./use-moderation.ts";

/** Of the row of tabs and its panels. */
const TABS = "mod";

export function ModerationPage({ login }: { readonly login: string }) {
  const moderation = useModeration(login);
  const { view, trouble } = moderation.state;
  const waiting = view?.held.length ?? 0;
  usePageTitle(waiting === 0 ? say.title(login) : say.titleWaiting(waiting, login));
  if (trouble !== null) return <TroublePage login={login} moderation={moderation} />;
  return (
    <main class="mod" id="content" aria-busy={view === null}>
      <h1 class="ui-spoken">{say.title(login)}</h1>
      {view === null ? <Loading /> : <Desk view={view} moderation={moderation} />}
    </main>
  );
}

function Desk({ view, moderation }: { readonly view: ModerationView; readonly moderation: Moderation }) {
  const layout = layoutFor(useRoom());
  const [chosen, setChosen] = useState<Part>("chat");
  const shown = shownTab(layout, chosen);
  const { alarm } = moderation.state;
  const tabs = layout.tabbed.map((part) => ({
    id: part,
    label: say[part],
    ...(part === "queue" ? { count: view.held.length } : {}),
  }));
  return (
    <div class="mod-desk" data-columns={layout.pinned.length + 1}>
      {/* Somebody waits for this: it may interrupt. */}
      <p class="ui-spoken" role="alert">
        {alarm === null ? "" : say.queueNew(alarm.from.name, alarm.text)}
      </p>
      <div class="mod-tabs">
        <Tabs
          label={say.tabs}
          name={TABS}
          tabs={tabs}
          chosen={shown}
          onChoose={(id) => setChosen(PARTS.find((part) => part === id) ?? "chat")}
        />
      </div>
      {PARTS.map((part) => (
        <PartBox key={part} part={part} layout={layout} shown={shown}>
          <PartContent part={part} view={view} moderation={moderation} />
        </PartBox>
      ))}
    </div>
  );
}

type PartBoxProps = {
  readonly part: Part;
  readonly layout: Layout;
  readonly shown: Part;
  readonly children: ComponentChildren;
};

/** Every part stays in its place in the document, so that the chat keeps its connection and its reader when the window changes. */
function PartBox({ part, layout, shown, children }: PartBoxProps) {
  const pinned = layout.pinned.includes(part);
  const title = part === "queue" ? say.queueTitle : say[part];
  return (
    <section
      class="mod-part"
      data-part={part}
      data-pinned={pinned}
      id={tabPanelId(TABS, part)}
      hidden={!pinned && part !== shown}
      {...(pinned ? { "aria-label": title } : { role: "tabpanel", "aria-labelledby": tabId(TABS, part) })}
    >
      {part === "chat" ? (
        children
      ) : (
        <div class="mod-scroll">
          {pinned ? <h2 class="mod-title">{title}</h2> : null}
          {children}
        </div>
      )}
    </section>
  );
}

type PartContentProps = {
  readonly part: Part;
  readonly view: ModerationView;
  readonly moderation: Moderation;
};

function PartContent({ part, view, moderation }: PartContentProps) {
  const { act, reload, chat } = moderation;
  switch (part) {
    case "chat":
      return <ChatView chat={chat} place="moderation" />;
    case "queue":
      return <HeldQueue held={view.held} act={act} />;
    case "modes":
      return <ModesPanel modes={view.modes} act={act} reload={reload} />;
    case "bans":
      return <BansPanel bans={view.bans} act={act} />;
    case "roles":
      return (
        <RolesPanel
          moderators={view.moderators}
          vips={view.vips}
          mayChange={view.role === "broadcaster" || mayAppoint(chat.state.self)}
          act={act}
        />
      );
    case "terms":
      return <TermsPanel terms={view.terms} act={act} />;
    case "log":
      return <LogPanel log={view.log} />;
    default:
      return assertNever(part, "unknown part of the page");
  }
}

function TroublePage({ login, moderation }: { readonly login: string; readonly moderation: Moderation }) {
  const back = <a href={channelPath(login)}>{say.toChannel}</a>;
  switch (moderation.state.trouble) {
    case "missing":
      return <MissingPage title={strings.missing.channel(login)} text={strings.missing.text} />;
    case "signedOut":
      return (
        <main class="missing" id="content">
          <EmptyState icon="user" title={say.signedOutTitle} action={back}>
            {say.signedOutText}
          </EmptyState>
        </main>
      );
    case "forbidden":
      return (
        <main class="missing" id="content">
          <EmptyState icon="shield" title={say.forbiddenTitle(login)} action={back}>
            {say.forbiddenText}
          </EmptyState>
        </main>
      );
    default:
      return (
        <main class="missing" id="content">
          <ErrorState title={say.failedTitle} onRetry={() => void moderation.reload()}>
            {say.failedText}
          </ErrorState>
        </main>
      );
  }
}

function Loading() {
  return (
    <div class="mod-loading">
      <span class="ui-spoken" role="status">
        {say.loading}
      </span>
      <Skeleton height="44px" />
      <Skeleton height="200px" />
    </div>
  );
}

function useRoom(): Room {
  const measure = (): Room => (innerWidth >= WIDE_PX ? "wide" : innerWidth >= MIDDLE_PX ? "middle" : "narrow");
  const [room, setRoom] = useState(measure);
  useEffect(() => {
    const onResize = () => setRoom(measure());
    addEventListener("resize", onResize);
    return () => removeEventListener("resize", onResize);
  }, []);
  return room;
}
