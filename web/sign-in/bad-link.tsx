/** A link from a mail that does not work, and where to get another. */
import { ButtonLink } from "../ui/button.tsx";
import { Frame } from "./frame.tsx";
import { signInStrings as say } from "./sign-in-strings.ts";

export function BadLink({ again }: { readonly again: string }) {
  return (
    <Frame title={say.linkBadTitle} text={say.linkBad} step>
      <ButtonLink variant="primary" href={again}>
        {say.linkAgain}
      </ButtonLink>
    </Frame>
  );
}
