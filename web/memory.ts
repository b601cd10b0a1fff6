/** Small choices that this browser remembers: volume, theatre, bandwidth. Works without storage, then for this visit only. */

const PREFIX = "rill.";
const fallback = new Map<string, string>();

function read(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name) ?? fallback.get(name) ?? null;
  } catch {
    // Storage is switched off in this browser.
    return fallback.get(name) ?? null;
  }
}

export function remember(name: string, value: string): void {
  fallback.set(name, value);
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Full or switched off: the value lasts for this visit.
    return;
  }
}

export function recallNumber(name: string): number | null {
  const text = read(name);
  const value = text === null ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

export const recallFlag = (name: string): boolean => read(name) === "1";
export const rememberFlag = (name: string, value: boolean): void => remember(name, value ? "1" : "0");
export const recallText = read;
