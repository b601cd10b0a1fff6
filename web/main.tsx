/** Starts the application. The player's library is asked for first where the page will need it. */
import "./ui/base.css";
import "./app.css";
import "./watch/watch.css";
import "./watch/stage.css";
import { render } from "preact";
import { App } from "./app.tsx";
import { listenForLinks } from "./navigation.ts";
import { routeOf } from "./route.ts";
import { preloadEngine } from "./watch/player/load-engine.ts";

const { page } = routeOf(location.pathname);
// A failure is met again, and told, when the player asks for it.
if (page === "channel" || page === "vod" || page === "embed") preloadEngine().catch(() => null);

listenForLinks((path) => routeOf(path).page !== "missing");
const root = document.getElementById("app");
if (root !== null) render(<App />, root);
