/** The application: the header and the page that the address means. */
import { Header } from "./header.tsx";
import { HomePage } from "./home/home-page.tsx";
import { MissingPage } from "./missing-page.tsx";
import { currentPath } from "./navigation.ts";
import { routeOf } from "./route.ts";
import { strings } from "./strings.ts";
import { Toasts } from "./ui/toast.tsx";
import { ChannelPage } from "./watch/channel-page.tsx";
import { VodPage } from "./watch/vod-page.tsx";

export function App() {
  return (
    <>
      <Header />
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
    default:
      return <MissingPage title={strings.missing.title} text={strings.missing.text} />;
  }
}
