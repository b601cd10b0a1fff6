/** Who moderates and who is a VIP. The broadcaster gives and takes; moderators read it. */
import { useState } from "preact/hooks";
import type { Grant } from "#protocol/chat/moderation.ts";
import { tell } from "../chat/moderator-acts.ts";
import { Button } from "../ui/button.tsx";
import { Select } from "../ui/select.tsx";
import { LoginForm } from "./login-form.tsx";
import { moderationStrings as say } from "./moderation-strings.ts";
import type { Moderation } from "./use-moderation.ts";
import { When } from "./when.tsx";

export type RolesPanelProps = {
  readonly moderators: readonly Grant[];
  readonly vips: readonly Grant[];
  readonly mayChange: boolean;
} & Pick<Moderation, "act">;

export function RolesPanel({ moderators, vips, mayChange, act }: RolesPanelProps) {
  const [role, setRole] = useState<"mod" | "vip">("mod");
  const take = (kind: "unmod" | "unvip") => (mayChange ? (user: string) => void tell(act({ kind, user })) : null);
  return (
    <>
      {mayChange ? (
        <LoginForm title={say.rolesAdd} button={say.give} onLogin={(user) => void tell(act({ kind: role, user }))}>
          <Select
            label={say.role}
            options={[
              { value: "mod", label: say.roleModerator },
              { value: "vip", label: say.roleVip },
            ]}
            value={role}
            onChange={(value) => setRole(value === "vip" ? "vip" : "mod")}
          />
        </LoginForm>
      ) : (
        <p class="mod-hint">{say.rolesByBroadcaster}</p>
      )}
      <Grants title={say.moderators} grants={moderators} onTake={take("unmod")} />
      <Grants title={say.vips} grants={vips} onTake={take("unvip")} />
    </>
  );
}

type GrantsProps = {
  readonly title: string;
  readonly grants: readonly Grant[];
  readonly onTake: ((login: string) => void) | null;
};

function Grants({ title, grants, onTake }: GrantsProps) {
  return (
    <section>
      <h3 class="mod-subtitle">{title}</h3>
      {grants.length === 0 ? <p class="mod-dim">{say.rolesNone}</p> : null}
      <ul class="mod-rows">
        {grants.map(({ user, at }) => (
          <li key={user.userId} class="mod-row">
            <p class="mod-row-words">
              <bdi class="mod-name">{user.name}</bdi>{" "}
              <span class="mod-dim">
                <When at={at} />
              </span>
            </p>
            {onTake === null ? null : (
              <Button aria-label={say.takeFrom(user.name)} onClick={() => onTake(user.login)}>
                {say.take}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
