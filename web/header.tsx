/** The bar on top of every page: the way home, what there is to see, search, and who is at this browser. */
import { useState } from "preact/hooks";
import { account } from "./account/account.ts";
import { AccountMenu } from "./account/account-menu.tsx";
import { recallText, remember } from "./memory.ts";
import { currentPath } from "./navigation.ts";
import { Bell } from "./notices/bell.tsx";
import { pagePaths } from "./route.ts";
import { SearchBox } from "./search/search-box.tsx";
import { strings } from "./strings.ts";
import { IconButton } from "./ui/button.tsx";
import { Icon } from "./ui/icon.tsx";
import type { IconName } from "./ui/icon-paths.ts";

type Theme = "light" | "dark";

function currentTheme(): Theme {
  const chosen = recallText("theme");
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}

export function Header() {
  const [theme, setTheme] = useState(currentTheme);
  const other: Theme = theme === "light" ? "dark" : "light";
  const themeLabel = other === "light" ? strings.themeToLight : strings.themeToDark;
  const change = () => {
    document.documentElement.dataset["theme"] = other;
    remember("theme", other);
    setTheme(other);
  };
  const who = account.value;
  const { header } = strings;
  return (
    <header class="site-header">
      <a class="site-skip" href="#content">
        {strings.skip}
      </a>
      <a class="site-name" href="/" aria-label={strings.siteHome}>
        <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
          <path d="M4 5c5 0 5 4 9 4s4-2 7-2M4 12c5 0 5 4 9 4s4-2 7-2M4 19c3 0 4 1 6 2" />
        </svg>
        <span class="site-wide">{strings.site}</span>
      </a>
      <nav class="site-nav" aria-label={strings.site}>
        <NavLink path={pagePaths.browse} icon="compass" label={header.browse} />
        {who === null || who === undefined || who.guest ? null : (
          <NavLink path={pagePaths.following} icon="heart" label={header.following} />
        )}
      </nav>
      <span class="site-space" />
      <SearchBox />
      <span class="site-space" />
      <div class="site-account">
        {who === null ? (
          <IconButton
            icon={other === "light" ? "sun" : "moon"}
            label={themeLabel}
            tooltipSide="bottom"
            tooltipAlign="end"
            onClick={change}
          />
        ) : null}
        {who === null || who === undefined || who.guest ? null : <Bell key={who.id} userId={who.id} />}
        <AccountMenu themeLabel={themeLabel} onTheme={change} />
      </div>
    </header>
  );
}

type NavLinkProps = { readonly path: string; readonly icon: IconName; readonly label: string };

/** Words where there is room for them, its icon where there is not. */
function NavLink({ path, icon, label }: NavLinkProps) {
  return (
    <a class="site-link" href={path} aria-current={currentPath.value === path ? "page" : undefined} title={label}>
      <span class="site-narrow">
        <Icon name={icon} />
      </span>
      <span class="site-link-word">{label}</span>
    </a>
  );
}
