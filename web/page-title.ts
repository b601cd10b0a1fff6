/** The document's title follows the page. */
import { useEffect } from "preact/hooks";
import { strings } from "./strings.ts";

export function usePageTitle(title: string | null): void {
  useEffect(() => {
    document.title = title === null ? strings.site : `${title} · ${strings.site}`;
  }, [title]);
}
