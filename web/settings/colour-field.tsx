/** The colour of one's name in chat, with how it looks there. */
import { useId } from "preact/hooks";
import { colourOf } from "../chat/person.tsx";
import { Button } from "../ui/button.tsx";
import { settingsStrings } from "./settings-strings.ts";

const say = settingsStrings.profile;
/** Where choosing begins when no colour was chosen yet. */
const FIRST_COLOUR = "#0B6B7D";

export type ColourFieldProps = {
  readonly name: string;
  readonly login: string;
  readonly colour: string | null;
  readonly onColour: (colour: string | null) => void;
};

export function ColourField({ name, login, colour, onColour }: ColourFieldProps) {
  const id = useId();
  const shown = colourOf({ login, name, colour });
  return (
    <fieldset class="settings-colour">
      <legend class="ui-input-label">{say.colour}</legend>
      <div class="settings-row">
        <label for={id} class="ui-spoken">
          {say.colourOwn}
        </label>
        <input
          id={id}
          type="color"
          class="settings-colour-field"
          value={colour ?? FIRST_COLOUR}
          onInput={(event) => onColour(event.currentTarget.value.toUpperCase())}
        />
        <b class={shown.class} style={shown.style}>
          {name}
        </b>
        {colour === null ? null : (
          <Button variant="quiet" onClick={() => onColour(null)}>
            {say.colourNone}
          </Button>
        )}
      </div>
      <p class="ui-input-note">{say.colourHint}</p>
    </fieldset>
  );
}
