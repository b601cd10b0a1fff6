/** An address that leads nowhere, in words, with a way on. */
import { usePageTitle } from "./page-title.ts";
import { strings } from "./strings.ts";
import { EmptyState } from "./ui/notice.tsx";

export function MissingPage({ title, text }: { readonly title: string; readonly text: string }) {
  usePageTitle(title);
  return (
    <main class="missing" id="content">
      <h1 class="ui-spoken">{title}</h1>
      <EmptyState icon="video-off" title={title} action={<a href="/">{strings.missing.home}</a>}>
        {text}
      </EmptyState>
    </main>
  );
}
