/** Pushes to this browser: whether it takes any, asking for them, and ending them. */
import * as v from "valibot";
import { type Device, deviceSchema } from "#protocol/events/notices.ts";

/** Built from `push-worker.ts`; its address never changes. */
const WORKER = "/push-worker.js";

/** `off`: it could, and does not. `denied`: the person told the browser no. `impossible`: this browser takes no pushes. */
export type PushState = "on" | "off" | "denied" | "impossible";

const isPossible = (): boolean =>
  "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

async function subscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration(WORKER);
  return (await registration?.pushManager.getSubscription()) ?? null;
}

export async function pushState(): Promise<PushState> {
  if (!isPossible()) return "impossible";
  if (Notification.permission === "denied") return "denied";
  return (await subscription()) === null ? "off" : "on";
}

/** Asks the person, and answers what the site needs for sending; `key` is the site's own. */
export async function startPush(key: string): Promise<Device | "denied" | "failed"> {
  if ((await Notification.requestPermission()) !== "granted") return "denied";
  try {
    const registration = await navigator.serviceWorker.register(WORKER);
    await navigator.serviceWorker.ready;
    const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    return v.parse(deviceSchema, made.toJSON());
  } catch {
    // The browser's push service does not answer, or the browser has none that works.
    return "failed";
  }
}

/** Ends the pushes to this browser; answers the address that the site may forget, null when there was none. */
export async function stopPush(): Promise<string | null> {
  const known = await subscription();
  if (known === null) return null;
  await known.unsubscribe();
  return known.endpoint;
}
