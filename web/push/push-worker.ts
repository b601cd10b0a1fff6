/**
 * Shows a push as a notification of this system, and opens the channel at a press. Runs as the site's service worker, without any page; it must
 * import nothing but types, and stays at one address, which browsers ask for again by themselves.
 */

import type { LivePush } from "#protocol/events/notices.ts";

/** A push of ours, as far as it is needed here. */
type Push = Pick<LivePush, "broadcastId" | "login" | "name" | "title">;

/** What the service worker's world has that a page's has not. */
type LateEvent = Event & { readonly waitUntil: (work: Promise<unknown>) => void };
type PushHeard = LateEvent & { readonly data: { readonly json: () => unknown } | null };
type NotificationPressed = LateEvent & { readonly notification: Notification };
type Page = { readonly url: string; readonly focus: () => Promise<unknown> };
type WorkerWorld = {
  readonly location: Location;
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    readonly matchAll: (which: { readonly type: "window" }) => Promise<readonly Page[]>;
    readonly openWindow: (url: string) => Promise<unknown>;
  };
  addEventListener(name: "push", heard: (event: PushHeard) => void): void;
  addEventListener(name: "notificationclick", heard: (event: NotificationPressed) => void): void;
};
declare const self: WorkerWorld;

const LOGIN = /^[a-z0-9][a-z0-9_]{0,24}$/;
const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** A field of an answer that nobody has checked yet. */
const field = (body: unknown, name: string): string =>
  typeof body === "object" && body !== null ? text(Object.entries(body).find(([key]) => key === name)?.[1]) : "";

function pushOf(body: unknown): Push | null {
  const login = field(body, "login");
  if (field(body, "kind") !== "live" || !LOGIN.test(login)) return null;
  return { broadcastId: field(body, "broadcastId"), login, name: field(body, "name"), title: field(body, "title") };
}

self.addEventListener("push", (event) => {
  const push = pushOf(event.data?.json());
  // Browsers want a notification for every push; what is not understood gets a plain one.
  const title = push === null ? "Rill" : `${push.name} is live`;
  const options: NotificationOptions =
    push === null
      ? { body: "Somebody whom you follow is live.", data: "/following" }
      : // One for each broadcast, however often it is told.
        { body: push.title, tag: push.broadcastId, data: `/${push.login}`, icon: "/favicon.svg" };
  event.waitUntil(self.registration.showNotification(title, options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(text(event.notification.data) || "/", self.location.origin);
  event.waitUntil(open(url));
});

/** The window that shows the channel already, or a new one. */
async function open(url: URL): Promise<void> {
  const windows = await self.clients.matchAll({ type: "window" });
  const shown = windows.find((one) => new URL(one.url).pathname === url.pathname);
  await (shown === undefined ? self.clients.openWindow(url.href) : shown.focus());
}
