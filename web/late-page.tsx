/** A page whose code is a chunk of its own: loaded when it is shown, and asked for again when it did not come. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { strings } from "./strings.ts";
import { ErrorState } from "./ui/notice.tsx";

export type LatePageProps<P> = {
  readonly load: () => Promise<ComponentType<P>>;
  /** What the page is given. */
  readonly with: P;
  /** Shows nothing at all until it is there, nor when it does not come. */
  readonly bare?: boolean;
};

export function LatePage<P extends object>({ load, with: given, bare = false }: LatePageProps<P>) {
  const [page, setPage] = useState<{ readonly component: ComponentType<P> } | "loading" | "failed">("loading");
  const ask = () => {
    setPage("loading");
    load().then(
      (component) => setPage({ component }),
      () => setPage("failed"),
    );
  };
  useEffect(ask, []);
  if (page === "loading") return bare ? null : <main id="content" aria-busy="true" />;
  if (page === "failed") {
    return bare ? null : (
      <main id="content">
        <ErrorState title={strings.page.failedTitle} onRetry={ask}>
          {strings.page.failedText}
        </ErrorState>
      </main>
    );
  }
  const Page = page.component;
  return <Page {...given} />;
}
