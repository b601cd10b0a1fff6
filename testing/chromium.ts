/** The browser of the tests and benches: the system's Chromium, quiet on the network and able to play without a click. */
import { type Browser, chromium } from "playwright-core";

const FLAGS: readonly string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--autoplay-policy=no-user-gesture-required",
  // A page that is not in front is watched too.
  "--disable-background-timer-throttling",
  "--disable-renderer-backgrounding",
];

/** CHROMIUM_PATH names another than Debian's. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium", args: [...FLAGS] });
}
