/** A button that opens a list of actions or choices, by the menu-button pattern of ARIA: arrows, Home, End, letters, Escape. */
import "./menu.css";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { IconButton, type IconButtonProps } from "./button.tsx";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon-paths.ts";
import { menuMove } from "./menu-focus.ts";

export type MenuItem = {
  readonly label: string;
  /** A quieter word at the end of the line, such as a bitrate. */
  readonly detail?: string | undefined;
  /** Given for a choice: whether it is the chosen one. Absent for an action. */
  readonly checked?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  /** Leads to another page; a link can be opened elsewhere as any other. */
  readonly href?: string | undefined;
  readonly onSelect?: (() => void) | undefined;
};

/** A group of items; its label is a heading within the menu. */
export type MenuSection = { readonly label?: string | undefined; readonly items: readonly MenuItem[] };

export type MenuProps = {
  readonly icon: IconName;
  /** Shown on the button in the icon's place, such as a picture. */
  readonly face?: ComponentChildren;
  readonly label: string;
  readonly shortcut?: string;
  readonly variant?: IconButtonProps["variant"];
  readonly sections: readonly MenuSection[];
  readonly side?: "top" | "bottom";
  readonly align?: "start" | "end";
  /** Told when the menu opens and closes, for example to keep the controls on screen. */
  readonly onOpenChange?: (open: boolean) => void;
};

export function Menu({
  icon,
  face,
  label,
  shortcut,
  variant = "quiet",
  sections,
  side = "bottom",
  align = "end",
  onOpenChange,
}: MenuProps) {
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);

  const change = (next: boolean) => {
    setOpen(next);
    onOpenChange?.(next);
  };
  const close = () => {
    change(false);
    trigger.current?.focus();
  };

  const items = () => [...(root.current?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];

  useEffect(() => {
    if (!open) return;
    const list = items();
    (list.find((item) => item.getAttribute("aria-checked") === "true") ?? list[0])?.focus();
    const outside = (event: Event) => {
      if (event.target instanceof Node && root.current?.contains(event.target) === false) change(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return;
    const list = items();
    const current = document.activeElement instanceof HTMLElement ? list.indexOf(document.activeElement) : -1;
    const labels = list.map((item) => item.textContent ?? "");
    const move = menuMove(event.key, current, labels);
    // Keys of an open menu are its own: no page-wide shortcut may act on them as well.
    event.stopPropagation();
    if (move === null) return;
    if (event.key !== "Tab") event.preventDefault();
    if (move.kind === "close") close();
    else list[move.index]?.focus();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears the keys of the button and the items inside.
    <div class="ui-menu" ref={root} onKeyDown={onKeyDown}>
      <IconButton
        icon={icon}
        face={face}
        label={label}
        {...(shortcut === undefined ? {} : { shortcut })}
        variant={variant}
        buttonRef={trigger}
        tooltipSide={side}
        tooltipAlign={align}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => change(!open)}
      />
      {open ? (
        <div id={id} role="menu" aria-label={label} class="ui-menu-list" data-side={side} data-align={align}>
          {sections.map((section, at) => (
            <MenuGroup key={section.label ?? at} section={section} onDone={close} />
          ))}
        </div>
      ) : null}
    </div>
  );
}

function MenuGroup({ section, onDone }: { readonly section: MenuSection; readonly onDone: () => void }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is not allowed within a menu.
    <div role="group" aria-label={section.label} class="ui-menu-group">
      {section.label === undefined ? null : (
        <div class="ui-menu-heading" aria-hidden="true">
          {section.label}
        </div>
      )}
      {section.items.map((item) => (
        <MenuLine key={item.label} item={item} onDone={onDone} />
      ))}
    </div>
  );
}

function MenuLine({ item, onDone }: { readonly item: MenuItem; readonly onDone: () => void }) {
  const choose = () => {
    item.onSelect?.();
    onDone();
  };
  const content = (
    <>
      <span class="ui-menu-mark">{item.checked === true ? <Icon name="check" size={16} /> : null}</span>
      <span class="ui-menu-label">{item.label}</span>
      {item.detail === undefined ? null : <span class="ui-menu-detail ui-numbers">{item.detail}</span>}
    </>
  );
  if (item.href !== undefined) {
    return (
      <a role="menuitem" href={item.href} tabIndex={-1} class="ui-menu-item" onClick={choose}>
        {content}
      </a>
    );
  }
  return (
    <button
      type="button"
      {...(item.checked === undefined ? { role: "menuitem" } : { role: "menuitemradio", "aria-checked": item.checked })}
      disabled={item.disabled ?? false}
      tabIndex={-1}
      class="ui-menu-item"
      onClick={choose}
    >
      {content}
    </button>
  );
}
