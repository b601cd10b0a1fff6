/** The bell in the header: how many notices are unseen, and a panel with the recent ones. Escape, a press outside and leaving it close it. */
import "./bell.css";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { strings } from "../strings.ts";
import { IconButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { menuMove } from "../ui/menu-focus.ts";
import { NoticeList } from "./notice-list.tsx";
import { countText, unseenCount } from "./unseen.ts";
import { useNotices } from "./use-notices.ts";

export function Bell({ userId }: { readonly userId: string }) {
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const { held, seenAt, look, markSeen } = useNotices(userId);
  /** While it is open: what had been seen before. What is new stays marked until it closes. */
  const [opened, setOpened] = useState<{ readonly seenAt: number | null } | null>(null);
  const open = opened !== null;
  const count = countText(unseenCount(held, seenAt));
  const label = count === "0" ? strings.notices.label : strings.notices.unseen(count);

  useEffect(() => {
    if (open) markSeen();
  }, [open, held]);
  useEffect(() => {
    if (!open) return;
    panel.current?.focus();
    const outside = (event: Event) => {
      if (event.target instanceof Node && root.current?.contains(event.target) === false) setOpened(null);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);

  const close = () => {
    setOpened(null);
    button.current?.focus();
  };
  const toggle = () => {
    if (open) return close();
    setOpened({ seenAt });
    look();
  };
  const retry = () => {
    // The button goes away with what it stands in, and the focus must not go with it.
    panel.current?.focus();
    look();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return;
    // Keys of an open panel are its own: no page-wide shortcut may act on them as well.
    event.stopPropagation();
    if (event.key === "Tab") return;
    const links = [...(panel.current?.querySelectorAll<HTMLElement>(".bell-line") ?? [])];
    const current = document.activeElement instanceof HTMLElement ? links.indexOf(document.activeElement) : -1;
    const move = menuMove(
      event.key,
      current,
      links.map((link) => link.textContent ?? ""),
    );
    if (move === null) return;
    event.preventDefault();
    if (move.kind === "close") close();
    else links[move.index]?.focus();
  };
  const onFocusOut = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget instanceof Node && root.current?.contains(relatedTarget) === false) setOpened(null);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears the keys of the button and the panel inside.
    <div class="bell" ref={root} onKeyDown={onKeyDown} onFocusOut={onFocusOut}>
      <IconButton
        icon="bell"
        face={
          <span class="bell-face">
            <Icon name="bell" />
            {count === "0" ? null : <span class="bell-count">{count}</span>}
          </span>
        }
        label={label}
        buttonRef={button}
        tooltipSide="bottom"
        tooltipAlign="end"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={toggle}
      />
      {opened === null ? null : (
        <div id={id} ref={panel} role="dialog" aria-labelledby={`${id}-title`} tabIndex={-1} class="bell-panel">
          <NoticeList titleId={`${id}-title`} held={held} seenAt={opened.seenAt} onRetry={retry} onLeave={close} />
        </div>
      )}
    </div>
  );
}
