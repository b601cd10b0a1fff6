/** What the pages for signing up and logging in have in common: the column, its title, and the end of a way in one sentence. */
import "./sign-in.css";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { usePageTitle } from "../page-title.ts";
import { Skeleton } from "../ui/skeleton.tsx";
import { signInStrings as say } from "./sign-in-strings.ts";

export type FrameProps = {
  readonly title: string;
  readonly text?: string | undefined;
  /** A step within the page: its title takes the focus, so that it is heard. */
  readonly step?: boolean;
  readonly children?: ComponentChildren;
};

export function Frame({ title, text, step = false, children }: FrameProps) {
  usePageTitle(title);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (step) heading.current?.focus();
  }, [step]);
  return (
    <main class="sign-in" id="content">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {text === undefined ? null : <p class="sign-in-text">{text}</p>}
      {children}
    </main>
  );
}

export function FrameWaiting({ title }: { readonly title: string }) {
  return (
    <Frame title={title}>
      <div class="sign-in-wait" aria-busy="true">
        <span class="ui-spoken">{say.loading}</span>
        <Skeleton height="56px" />
        <Skeleton height="56px" />
        <Skeleton height="44px" />
      </div>
    </Frame>
  );
}
