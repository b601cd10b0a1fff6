/** What is wrong with a whole form, in words; spoken at once. Nothing while nothing is. */
import "./form-note.css";
import { Icon } from "./icon.tsx";

export function FormNote({ fault }: { readonly fault: string | undefined }) {
  return (
    <div class="ui-form-fault" role="alert">
      {fault === undefined ? null : (
        <p class="ui-form-note">
          <Icon name="circle-alert" />
          <span>{fault}</span>
        </p>
      )}
    </div>
  );
}
