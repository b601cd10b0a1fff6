/** Where the focus of a row of tabs goes at a key. Pure: knows an index, no elements. */

/** Where the arrows lead from a tab; null when the key means nothing to tabs. */
export function tabMove(key: string, at: number, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case "ArrowRight":
      return (at + 1) % count;
    case "ArrowLeft":
      return (at - 1 + count) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
