/** Who changed what, the latest first. */
import type { FlagChange } from "#protocol/flags/flag.ts";
import { When } from "../settings/when.tsx";
import { staffStrings as say } from "./staff-strings.ts";

export function ChangeLog({ changes }: { readonly changes: readonly FlagChange[] }) {
  return (
    <section class="staff-box" aria-label={say.log}>
      <h2>{say.log}</h2>
      {changes.length === 0 ? <p class="staff-dim">{say.logEmpty}</p> : null}
      <ol class="staff-log">
        {changes.map((change) => (
          <li key={`${change.name} ${change.at}`}>
            <span>
              <b>{say.names[change.name]}</b> {say.fromTo(change.from, change.to)}
            </span>
            <span class="staff-dim">
              {say.by(change.by.login)}, <When at={change.at} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
