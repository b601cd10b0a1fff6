/** What stands in a box that has nothing to show, and in one that could not get what it shows: words first, then what one can do. */
import "./notice.css";
import type { ComponentChildren } from "preact";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon-paths.ts";

export type EmptyStateProps = {
  readonly icon?: IconName;
  readonly title: string;
  readonly children?: ComponentChildren;
  /** Buttons or links. */
  readonly action?: ComponentChildren;
};

export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div class="ui-notice">
      {icon === undefined ? null : <Icon name={icon} size={28} />}
      <p class="ui-notice-title">{title}</p>
      {children === undefined ? null : <div class="ui-notice-text">{children}</div>}
      {action === undefined ? null : <div class="ui-notice-action">{action}</div>}
    </div>
  );
}

export type ErrorStateProps = {
  /** What happened. */
  readonly title: string;
  /** What we do about it, and what the person can do. */
  readonly children?: ComponentChildren;
  readonly onRetry?: () => void;
  readonly retryLabel?: string;
};

export function ErrorState({ title, children, onRetry, retryLabel = "Try again" }: ErrorStateProps) {
  return (
    <div class="ui-notice" role="alert">
      <span class="ui-notice-bad">
        <Icon name="triangle-alert" size={28} />
      </span>
      <p class="ui-notice-title">{title}</p>
      {children === undefined ? null : <div class="ui-notice-text">{children}</div>}
      {onRetry === undefined ? null : (
        <div class="ui-notice-action">
          <Button icon="rotate-cw" onClick={onRetry}>
            {retryLabel}
          </Button>
        </div>
      )}
    </div>
  );
}
