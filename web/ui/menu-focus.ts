/** Where the focus of a menu goes at a key. Pure: knows labels and an index, no elements. */

export type MenuMove = { readonly kind: "focus"; readonly index: number } | { readonly kind: "close" } | null;

/** The move for a key; `current` is -1 when nothing has the focus. Null when the key means nothing to a menu. */
export function menuMove(key: string, current: number, labels: readonly string[]): MenuMove {
  const count = labels.length;
  if (key === "Escape" || key === "Tab") return { kind: "close" };
  if (count === 0) return null;
  const focus = (index: number): MenuMove => ({ kind: "focus", index: (index + count) % count });
  switch (key) {
    case "ArrowDown":
      return focus(current + 1);
    case "ArrowUp":
      return focus(current <= 0 ? count - 1 : current - 1);
    case "Home":
      return focus(0);
    case "End":
      return focus(count - 1);
    default:
      return startingWith(key, current, labels);
  }
}

/** The next label after the current one that begins with the typed character. */
function startingWith(key: string, current: number, labels: readonly string[]): MenuMove {
  if ([...key].length !== 1 || key === " ") return null;
  const wanted = key.toLowerCase();
  for (let step = 1; step <= labels.length; step++) {
    const index = (current + step) % labels.length;
    if (labels[index]?.toLowerCase().startsWith(wanted)) return { kind: "focus", index };
  }
  return null;
}
