/** The application: the header and the page that the address means. */
import { Header } from "./header.tsx";
import { LatePage } from "./late-page.tsx";
import { late } from "./late-pages.ts";
import { MissingPage } from "./missing-page.tsx";
import { currentPath } from "./navigation.ts";
import { type Route, routeOf } from "./route.ts";
import { strings } from "./strings.ts";
import { Toasts } from "./ui/toast.tsx";
import { ChannelPage } from "./watch/channel-page.tsx";
import { VodPage } from "./watch/vod-page.tsx";

/** Pages that stand alone: the chat's own window is all chat, an embedded player all picture. */
const ALONE: ReadonlySet<Route["page"]> = new Set(["popout", "embed"]);

export function App() {
  const route = routeOf(currentPath.value);
  // What lies over a picture has nothing to press.
  if (route.page === "overlay") return <LatePage key={route.login} load={late.overlay} with={route} bare />;
  return (
    <>
      {ALONE.has(route.page) ? null : <Header />}
      <Page route={route} />
      <Toasts />
    </>
  );
}

function Page({ route }: { readonly route: Route }) {
  switch (route.page) {
    case "channel":
      return <ChannelPage key={route.login} login={route.login} />;
    case "vod":
      return <VodPage key={route.id} id={route.id} />;
    case "popout":
      return <LatePage key={`chat ${route.login}`} load={late.popout} with={route} />;
    case "moderation":
      return <LatePage key={`mod ${route.login}`} load={late.moderation} with={route} />;
    case "embed":
      return <LatePage key={`embed ${route.login}`} load={late.embed} with={route} />;
    case "category":
      return <LatePage key={`category ${route.slug}`} load={late.category} with={route} />;
    case "settings":
      return <LatePage key="settings" load={late.settings} with={route} />;
    case "studio":
      return <LatePage key="studio" load={late.studio} with={route} />;
    case "missing":
    case "overlay":
      return <MissingPage title={strings.missing.title} text={strings.missing.text} />;
    default:
      return <LatePage key={route.page} load={late[route.page]} with={NOTHING} />;
  }
}

/** One object, so that a page that is given nothing is given the same each time. */
const NOTHING = {};
