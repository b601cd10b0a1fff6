/** Where the person is: the address as signals, links within the site without a load, back and forward by the browser. */
import { batch, signal } from "@preact/signals";

export const currentPath = signal(location.pathname);
/** What follows the path, `?` included; empty when nothing does. */
export const currentSearch = signal(location.search);

function readAddress(): void {
  batch(() => {
    currentPath.value = location.pathname;
    currentSearch.value = location.search;
  });
}

/** Goes to an address of this site; its query may be part of it. */
export function navigate(address: string): void {
  if (address === location.pathname + location.search) return;
  history.pushState(null, "", address);
  readAddress();
  scrollTo(0, 0);
}

/** The same page with other words in its address: no step of its own in the history, and the page stays where it was scrolled to. */
export function replaceAddress(address: string): void {
  if (address === location.pathname + location.search) return;
  history.replaceState(null, "", address);
  readAddress();
}

/** Turns presses on links of this site into navigation. Anything special (new tab, download, another origin) stays the browser's. */
export function listenForLinks(isPage: (path: string) => boolean): void {
  addEventListener("popstate", readAddress);
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link === null || link.target !== "" || link.hasAttribute("download")) return;
    const url = new URL(link.href, location.href);
    if (url.origin !== location.origin || !isPage(url.pathname) || url.hash !== "") return;
    event.preventDefault();
    navigate(url.pathname + url.search);
  });
}
