/** The look of the reference page; in a file of its own, since the page's policy takes no style from within. */

export const REFERENCE_STYLE = `:root { color-scheme: dark light; --line: color-mix(in srgb, currentColor 18%, transparent); }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif; display: grid; grid-template-columns: minmax(0, 1fr); }
a { color: inherit; }
a:focus-visible, summary:focus-visible { outline: 2px solid; outline-offset: 2px; }
nav { padding: 1rem; border-bottom: 1px solid var(--line); }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; margin: 0.5rem 0 0; padding: 0; list-style: none; }
.home { font-weight: 700; text-decoration: none; }
main { padding: 1rem; max-width: 60rem; }
h1 { font-size: 1.75rem; } h2 { margin-top: 3rem; } h3 { font-size: 1rem; margin: 2rem 0 0.25rem; }
h3 a { text-decoration: none; overflow-wrap: anywhere; }
b { display: inline-block; min-width: 4.5em; font: 700 0.8125rem/1 ui-monospace, monospace; }
code, pre { font: 0.875rem/1.5 ui-monospace, monospace; }
pre { overflow: auto; max-height: 24rem; padding: 0.75rem; border: 1px solid var(--line); border-radius: 0.5rem; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { text-align: left; padding: 0.25rem 0.75rem 0.25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
article { border-top: 1px solid var(--line); }
.plain { opacity: 0.8; }
@media (min-width: 60rem) {
  body { grid-template-columns: 14rem minmax(0, 1fr); }
  nav { position: sticky; top: 0; align-self: start; height: 100vh; overflow: auto; border: 0; }
  nav ul { display: block; }
}
`;
