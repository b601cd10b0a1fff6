/** The keys of the held queue. Pure. */

export type QueueMove =
  | { readonly kind: "focus"; readonly index: number }
  | { readonly kind: "allowHeld" }
  | { readonly kind: "denyHeld" };

/** Null when the key means nothing to the queue. */
export function queueMove(key: string, at: number, count: number): QueueMove | null {
  if (count === 0) return null;
  switch (key.length === 1 ? key.toLowerCase() : key) {
    case "ArrowDown":
    case "j":
      return { kind: "focus", index: Math.min(count - 1, at + 1) };
    case "ArrowUp":
    case "k":
      return { kind: "focus", index: Math.max(0, at - 1) };
    case "Home":
      return { kind: "focus", index: 0 };
    case "End":
      return { kind: "focus", index: count - 1 };
    case "a":
      return { kind: "allowHeld" };
    case "d":
      return { kind: "denyHeld" };
    default:
      return null;
  }
}
