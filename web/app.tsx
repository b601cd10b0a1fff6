/** The application: the header and the page that the address means. */
import { Header } from "./header.tsx";
import { HomePage } from "./home/home-page.tsx";
import { LatePage } from "./late-page.tsx";
import { MissingPage } from "./missing-page.tsx";
import { currentPath } from "./navigation.ts";
import { routeOf } from "./route.ts";
import { strings } from "./strings.ts";
import { Toasts } from "./ui/toast.tsx";
import { ChannelPage } from "./watch/channel-page.tsx";
import { VodPage } from "./watch/vod-page.tsx";

/** Pages whose code comes when they are asked for: the watch page does without it. */
const popoutPage = async () => (await import("./chat/popout-page.tsx")).PopoutPage;
const overlayPage = async () => (await import("./chat/overlay-page.tsx")).OverlayPage;
const moderationPage = async () => (await import("./moderation/moderation-page.tsx")).ModerationPage;

export function App() {
  const route = routeOf(currentPath.value);
  // The chat's own window is all chat, and what lies over a picture has nothing to press.
  if (route.page === "overlay") return <LatePage key={route.login} load={overlayPage} login={route.login} bare />;
  return (
    <>
      {route.page === "popout" ? null : <Header />}
      <Page />
      <Toasts />
    </>
  );
}

function Page() {
  const route = routeOf(currentPath.value);
  switch (route.page) {
    case "home":
      return <HomePage />;
    case "channel":
      return <ChannelPage key={route.login} login={route.login} />;
    case "vod":
      return <VodPage key={route.id} id={route.id} />;
    case "popout":
      return <LatePage key={route.login} load={popoutPage} login={route.login} />;
    case "moderation":
      return <LatePage key={`mod ${route.login}`} load={moderationPage} login={route.login} />;
    default:
      return <MissingPage title={strings.missing.title} text={strings.missing.text} />;
  }
}
