/** What an inspection found, and how a person reads it. Knows nothing of how things are fetched or checked. */
import type { PlaylistFault } from "#media/playlist/rules/fault.ts";

/** `where`: the rendition, file or address that is at fault. */
export type InspectFault = PlaylistFault & { readonly where: string };

export type RenditionSummary = {
  readonly id: string;
  readonly kind: "video" | "audio";
  readonly uri: string;
  /** What was seen of it, in words. */
  readonly seen: string;
};

export type ReportKind = "live" | "vod" | "playlist" | "boxes" | "bundle" | "unreadable";

export type Report = {
  readonly target: string;
  readonly kind: ReportKind;
  readonly renditions: readonly RenditionSummary[];
  /** How many single things were held against a rule. */
  readonly checks: number;
  readonly faults: readonly InspectFault[];
  /** What was looked at, line by line; also what could not be looked at, and why. */
  readonly details: readonly string[];
};

/** Faults at one place that differ in numbers only and are told one by one; beyond it they are counted. */
const MAX_ALIKE = 4;
/** Faults that are remembered so as not to be told twice, at most. */
const MAX_SEEN = 10_000;

/** Gathers faults. The same fault seen again, as in every reload, is told once. */
export class Findings {
  readonly #faults: InspectFault[] = [];
  readonly #seen = new Set<string>();
  readonly #alike = new Map<string, number>();
  readonly details: string[] = [];
  checks = 0;

  /** `faults`: what a number of checks at one place found. */
  add(where: string, faults: readonly PlaylistFault[], checks = 1): void {
    this.checks += checks;
    for (const fault of faults) {
      const key = JSON.stringify([where, fault.level, fault.rule, fault.message]);
      if (this.#seen.has(key)) continue;
      if (this.#seen.size < MAX_SEEN) this.#seen.add(key);
      const kind = `${where}: ${fault.message.replaceAll(/\d+(\.\d+)?/g, "#")} [${fault.rule}]`;
      const alike = (this.#alike.get(kind) ?? 0) + 1;
      this.#alike.set(kind, alike);
      if (alike <= MAX_ALIKE) this.#faults.push({ where, ...fault });
    }
  }

  /** One check that either holds or is an error. */
  expect(where: string, rule: string, holds: boolean, message: string): boolean {
    this.add(where, holds ? [] : [{ rule, level: "error", message }]);
    return holds;
  }

  report(target: string, kind: ReportKind, renditions: readonly RenditionSummary[] = []): Report {
    const more = [...this.#alike].flatMap(([key, count]) =>
      count > MAX_ALIKE ? [`${count - MAX_ALIKE} more like ${key}`] : [],
    );
    const details = [...this.details, ...more];
    return { target, kind, renditions, checks: this.checks, faults: [...this.#faults], details };
  }
}

export const hasErrors = (report: Report): boolean => report.faults.some((fault) => fault.level === "error");

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

export function renderReport(report: Report): string {
  const errors = report.faults.filter((fault) => fault.level === "error").length;
  return [
    `${report.target}: ${report.kind}`,
    ...report.renditions.map((one) => `  ${one.id.padEnd(10)} ${one.kind}  ${one.seen}`),
    ...report.details.map((line) => `  ${line}`),
    ...report.faults.map(
      ({ level, rule, where, line, message }) =>
        `${level === "error" ? "ERROR  " : "warning"} ${where}${line === undefined ? "" : `, line ${line}`}: ${message} [${rule}]`,
    ),
    `${counted(report.checks, "check")}, ${counted(errors, "error")}, ${counted(report.faults.length - errors, "warning")}`,
    "",
  ].join("\n");
}
