/** What each part of the settings is given. */
import type { Me } from "#protocol/accounts/me.ts";

export type SectionProps = {
  readonly me: Me;
  /** The account is this now. */
  readonly onMe: (me: Me) => void;
};
