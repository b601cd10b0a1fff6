/** A button with words, and its form with an icon alone. A busy button keeps its width and its focus and takes no press. */
import "./button.css";
import type { ButtonHTMLAttributes, ComponentChildren, Ref } from "preact";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon-paths.ts";
import { Tooltip, type TooltipProps } from "./tooltip.tsx";

type NativeButton = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "icon" | "size" | "label" | "class" | "ref">;

export type ButtonProps = NativeButton & {
  /** `primary` once a page at most; `danger` for what cannot be undone. */
  readonly variant?: "primary" | "plain" | "quiet" | "danger";
  readonly icon?: IconName | undefined;
  readonly busy?: boolean;
  readonly buttonRef?: Ref<HTMLButtonElement>;
  readonly children: ComponentChildren;
};

export function Button({
  variant = "plain",
  icon,
  busy = false,
  buttonRef,
  children,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      ref={buttonRef ?? null}
      type={type}
      class="ui-button"
      data-variant={variant}
      aria-busy={busy}
      aria-disabled={busy ? "true" : undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

export type ButtonLinkProps = {
  readonly href: string;
  readonly variant?: ButtonProps["variant"];
  readonly icon?: IconName | undefined;
  readonly children: ComponentChildren;
};

/** A link that looks like a button: for going somewhere, where a button is for doing something. */
export function ButtonLink({ href, variant = "plain", icon, children }: ButtonLinkProps) {
  return (
    <a href={href} class="ui-button" data-variant={variant}>
      {icon === undefined ? null : <Icon name={icon} />}
      <span>{children}</span>
    </a>
  );
}

export type IconButtonProps = NativeButton & {
  readonly icon: IconName;
  /** Shown in the icon's place, such as a picture. */
  readonly face?: ComponentChildren;
  /** The button's name, spoken and shown as its tooltip. */
  readonly label: string;
  /** The key that does the same, for example `M`; shown in the tooltip. */
  readonly shortcut?: string;
  /** `video` over the picture, where no theme applies. */
  readonly variant?: "quiet" | "video";
  readonly buttonRef?: Ref<HTMLButtonElement>;
  readonly tooltipSide?: TooltipProps["side"];
  readonly tooltipAlign?: TooltipProps["align"];
};

export function IconButton({
  icon,
  face,
  label,
  shortcut,
  variant = "quiet",
  buttonRef,
  tooltipSide,
  tooltipAlign,
  type = "button",
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut} side={tooltipSide} align={tooltipAlign} describes={false}>
      <button
        {...rest}
        ref={buttonRef ?? null}
        type={type}
        class="ui-icon-button"
        data-variant={variant}
        aria-label={label}
        aria-keyshortcuts={shortcut}
      >
        {face ?? <Icon name={icon} />}
      </button>
    </Tooltip>
  );
}
