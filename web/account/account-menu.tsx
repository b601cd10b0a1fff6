/** Who is at this browser, in the header: the way in for nobody, a menu for somebody. Its place has one width, so that nothing jumps. */
import { useEffect } from "preact/hooks";
import type { Account } from "#protocol/users/user.ts";
import { currentPath, currentSearch } from "../navigation.ts";
import { channelPath, pagePaths } from "../route.ts";
import { signInPath } from "../sign-in/next-path.ts";
import { strings } from "../strings.ts";
import { Avatar } from "../ui/avatar.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { Menu, type MenuSection } from "../ui/menu.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { showToast } from "../ui/toast.tsx";
import { account, loadAccount, setAccount } from "./account.ts";
import { closeSession } from "./session-api.ts";

export type AccountMenuProps = { readonly themeLabel: string; readonly onTheme: () => void };

export function AccountMenu({ themeLabel, onTheme }: AccountMenuProps) {
  useEffect(() => void loadAccount(), []);
  const who = account.value;
  const { header } = strings;
  const theme = { label: themeLabel, onSelect: onTheme };
  if (who === undefined) return <Skeleton width="36px" height="36px" round />;
  const here = currentPath.value + currentSearch.value;
  if (who === null) {
    return (
      <>
        <span class="site-wide">
          <ButtonLink href={signInPath("/signup", here)}>{header.signUp}</ButtonLink>
        </span>
        <ButtonLink variant="primary" href={signInPath("/login", here)}>
          {header.logIn}
        </ButtonLink>
      </>
    );
  }
  return (
    <Menu
      icon="user"
      face={<Avatar name={who.displayName} size={32} />}
      label={header.menu(who.displayName)}
      sections={who.guest ? guestSections(who, here, theme) : userSections(who, theme)}
    />
  );
}

type Item = MenuSection["items"][number];

function userSections(who: Account, theme: Item): readonly MenuSection[] {
  const { header } = strings;
  return [
    { label: who.displayName, items: [{ label: header.channel, href: channelPath(who.login) }] },
    {
      items: [
        { label: header.following, href: pagePaths.following },
        { label: header.studio, href: pagePaths.studio },
        { label: header.settings, href: pagePaths.settings },
        ...(who.staff ? [{ label: header.staff, href: pagePaths.staff }] : []),
      ],
    },
    { items: [theme, { label: header.logOut, onSelect: () => void leave(header.loggedOut) }] },
  ];
}

function guestSections(who: Account, here: string, theme: Item): readonly MenuSection[] {
  const { header } = strings;
  return [
    {
      label: header.guest(who.displayName),
      items: [
        { label: header.logIn, href: signInPath("/login", here) },
        { label: header.signUp, href: signInPath("/signup", here) },
      ],
    },
    { items: [theme, { label: header.giveUpName, onSelect: () => void leave(header.gaveUpName) }] },
  ];
}

async function leave(done: string): Promise<void> {
  const answer = await closeSession();
  if (answer.kind !== "ok") {
    showToast({ text: strings.header.logOutFailed, tone: "bad" });
    return;
  }
  setAccount(answer.value);
  showToast({ text: done });
}
