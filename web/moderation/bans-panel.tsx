/** Who is banned or timed out, why and by whom; ended here, and begun for somebody who is not in the chat just now. */
import { useState } from "preact/hooks";
import { DEFAULT_TIMEOUT_S, MAX_REASON_LENGTH } from "#protocol/chat/limits.ts";
import type { Ban } from "#protocol/chat/moderation.ts";
import { durationInWords } from "../chat/duration-in-words.ts";
import { moderatorActs } from "../chat/moderator-acts.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { EmptyState } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import { LoginForm } from "./login-form.tsx";
import { moderationStrings as say } from "./moderation-strings.ts";
import type { Moderation } from "./use-moderation.ts";
import { When } from "./when.tsx";

/** Lengths that are offered, seconds; 0 is for good. */
const LENGTHS = [0, 60, DEFAULT_TIMEOUT_S, 3600, 86_400, 604_800, 1_209_600];
/** Bans from which a search is offered. */
const SEARCH_FROM = 8;

export function BansPanel({ bans, act }: { readonly bans: readonly Ban[] } & Pick<Moderation, "act">) {
  const acts = moderatorActs(act);
  const [typed, setTyped] = useState("");
  const [seconds, setSeconds] = useState(0);
  const [reason, setReason] = useState("");
  const wanted = typed.trim().toLowerCase();
  const found = bans.filter(({ user }) => user.login.includes(wanted) || user.name.toLowerCase().includes(wanted));
  return (
    <>
      <LoginForm
        title={say.banAdd}
        button={say.banAdd}
        onLogin={(login) => {
          if (seconds === 0) acts.ban(login, reason.trim());
          else acts.timeout(login, seconds, reason.trim());
          setReason("");
        }}
      >
        <Select
          label={say.banFor}
          options={LENGTHS.map((length) => ({
            value: String(length),
            label: length === 0 ? say.banForGood : durationInWords(length),
          }))}
          value={String(seconds)}
          onChange={(value) => setSeconds(Number(value))}
        />
        <Input
          label={say.reason}
          value={reason}
          maxLength={MAX_REASON_LENGTH}
          autoComplete="off"
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </LoginForm>
      {bans.length < SEARCH_FROM ? null : (
        <Input
          label={say.bansFilter}
          labelHidden
          placeholder={say.bansFilter}
          type="search"
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      {bans.length === 0 ? (
        <EmptyState icon="check" title={say.bansEmptyTitle}>
          {say.bansEmptyText}
        </EmptyState>
      ) : null}
      {bans.length > 0 && found.length === 0 ? <p class="mod-hint">{say.bansNone}</p> : null}
      <ul class="mod-rows">
        {found.map((ban) => (
          <li key={ban.user.userId} class="mod-row">
            <div class="mod-row-words">
              <p>
                <bdi class="mod-name">{ban.user.name}</bdi>{" "}
                <span class="mod-dim">
                  {ban.until === null ? say.bannedForGood : say.bannedUntil(new Date(ban.until).toLocaleString())}
                </span>
              </p>
              {ban.reason === "" ? null : <p class="mod-detail">{ban.reason}</p>}
              <p class="mod-dim">
                {say.by(ban.by.name)} · <When at={ban.at} />
              </p>
            </div>
            <Button aria-label={say.unbanOf(ban.user.name)} onClick={() => acts.unban(ban.user.login)}>
              {say.unban}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
