/** The bar on top of every page: the way home, and light or dark. */
import { useState } from "preact/hooks";
import { recallText, remember } from "./memory.ts";
import { strings } from "./strings.ts";
import { IconButton } from "./ui/button.tsx";

type Theme = "light" | "dark";

function currentTheme(): Theme {
  const chosen = recallText("theme");
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}

export function Header() {
  const [theme, setTheme] = useState(currentTheme);
  const other: Theme = theme === "light" ? "dark" : "light";
  const change = () => {
    document.documentElement.dataset["theme"] = other;
    remember("theme", other);
    setTheme(other);
  };
  return (
    <header class="site-header">
      <a class="site-skip" href="#content">
        {strings.skip}
      </a>
      <a class="site-name" href="/" aria-label={strings.siteHome}>
        <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
          <path d="M4 5c5 0 5 4 9 4s4-2 7-2M4 12c5 0 5 4 9 4s4-2 7-2M4 19c3 0 4 1 6 2" />
        </svg>
        <span>{strings.site}</span>
      </a>
      <span class="site-space" />
      <IconButton
        icon={other === "light" ? "sun" : "moon"}
        label={other === "light" ? strings.themeToLight : strings.themeToDark}
        tooltipSide="bottom"
        tooltipAlign="end"
        onClick={change}
      />
    </header>
  );
}
