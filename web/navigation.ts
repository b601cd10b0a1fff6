/** Where the person is: the address as a signal, links within the site without a load, back and forward by the browser. */
import { signal } from "@preact/signals";

export const currentPath = signal(location.pathname);

/** Goes to an address of this site. */
export function navigate(path: string): void {
  if (path === location.pathname) return;
  history.pushState(null, "", path);
  currentPath.value = location.pathname;
  scrollTo(0, 0);
}

/** Turns presses on links of this site into navigation. Anything special (new tab, download, another origin) stays the browser's. */
export function listenForLinks(isPage: (path: string) => boolean): void {
  addEventListener("popstate", () => {
    currentPath.value = location.pathname;
  });
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link === null || link.target !== "" || link.hasAttribute("download")) return;
    const url = new URL(link.href, location.href);
    if (url.origin !== location.origin || !isPage(url.pathname) || url.hash !== "") return;
    event.preventDefault();
    navigate(url.pathname);
  });
}
