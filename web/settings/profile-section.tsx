/** Settings, profile: how one is seen. */
import { useState } from "preact/hooks";
import * as v from "valibot";
import { descriptionSchema, HELD_LOGIN_DAYS, MAX_DESCRIPTION_LENGTH, type Me } from "#protocol/accounts/me.ts";
import { newNameSchema } from "#protocol/users/name.ts";
import { faults, loginFault, loginOf } from "../sign-in/checks.ts";
import { faultsOf } from "../sign-in/refusals.ts";
import { signInStrings } from "../sign-in/sign-in-strings.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { FormNote } from "../ui/form-note.tsx";
import { Input } from "../ui/input.tsx";
import { TextArea } from "../ui/text-area.tsx";
import { showToast } from "../ui/toast.tsx";
import { FORM, useForm } from "../ui/use-form.ts";
import { Box, toastRefusal } from "./box.tsx";
import { ColourField } from "./colour-field.tsx";
import { Pictures } from "./pictures.tsx";
import type { SectionProps } from "./section-props.ts";
import { changeMe, rename } from "./settings-api.ts";
import { settingsStrings } from "./settings-strings.ts";

const say = settingsStrings.profile;

export function ProfileSection({ me, onMe }: SectionProps) {
  return (
    <>
      <AboutForm me={me} onMe={onMe} />
      {me.channel === null ? null : <Pictures login={me.channel.login} name={me.displayName} />}
      <LoginForm me={me} onMe={onMe} />
    </>
  );
}

/** A description is one line; who pastes several means their words. */
const oneLine = (text = ""): string => text.replace(/\s+/g, " ").trim();

function AboutForm({ me, onMe }: SectionProps) {
  const [colour, setColour] = useState(me.colour);
  const form = useForm({
    check: ({ displayName, description }) =>
      faults({
        displayName: v.is(newNameSchema, displayName) ? null : say.displayNameWrong,
        description: v.is(descriptionSchema, oneLine(description)) ? null : say.descriptionLong(MAX_DESCRIPTION_LENGTH),
      }),
    async send({ displayName, description }) {
      const answer = await changeMe({ displayName, description: oneLine(description), colour });
      if (answer.kind !== "ok") return faultsOf(answer);
      onMe(answer.value);
      showToast({ text: settingsStrings.saved });
      return null;
    },
  });
  return (
    <Box title={say.about}>
      <form class="settings-form" aria-label={say.about} noValidate onSubmit={form.onSubmit}>
        <FormNote fault={form.faults[FORM]} />
        <Input
          {...form.field("displayName")}
          label={say.displayName}
          hint={say.displayNameHint}
          defaultValue={me.displayName}
          autoComplete="nickname"
        />
        <TextArea
          {...form.field("description")}
          label={say.description}
          hint={say.descriptionHint(MAX_DESCRIPTION_LENGTH)}
          defaultValue={me.description}
        />
        <ColourField name={me.displayName} login={me.login} colour={colour} onColour={setColour} />
        <Button type="submit" variant="primary" busy={form.busy}>
          {settingsStrings.save}
        </Button>
      </form>
    </Box>
  );
}

function LoginForm({ me, onMe }: SectionProps) {
  const [asking, setAsking] = useState<string | null>(null);
  const tooSoon = me.renameFrom !== null && me.renameFrom > Date.now() ? me.renameFrom : null;
  const form = useForm({
    check: ({ login }) => faults({ login: loginFault(login) }),
    async send({ login = "" }) {
      const wanted = loginOf(login);
      if (wanted === me.login) return { login: signInStrings.loginTaken(wanted) };
      setAsking(wanted);
      return null;
    },
  });
  const confirmed = async (login: string) => {
    const answer = await rename(login);
    if (answer.kind !== "ok") return toastRefusal(answer);
    onMe(answer.value);
    showToast({ text: say.renamed(login) });
  };
  return (
    <Box title={say.login} text={say.loginNow(me.login)}>
      <form class="settings-form" aria-label={say.login} noValidate onSubmit={form.onSubmit}>
        <Input
          {...form.field("login")}
          label={say.login}
          hint={tooSoon === null ? signInStrings.loginHint : say.loginHint(dayOf(tooSoon))}
          defaultValue={me.login}
          disabled={tooSoon !== null}
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
        />
        <Button type="submit" disabled={tooSoon !== null}>
          {say.rename}
        </Button>
      </form>
      {asking === null ? null : (
        <Confirm
          title={say.renameTitle}
          action={say.rename}
          onConfirm={() => confirmed(asking)}
          onClose={() => setAsking(null)}
        >
          {say.renameText(HELD_LOGIN_DAYS)}
        </Confirm>
      )}
    </Box>
  );
}

const dayOf = (at: Me["createdAt"]): string => new Date(at).toLocaleDateString(undefined, { dateStyle: "long" });
