/** Source files as the tidy rules see them: path, text, imports. Pure; the reading of the tree is elsewhere. */

export type SourceFile = {
  /** Relative to the repository, with slashes. */
  readonly path: string;
  readonly text: string;
};

export type TidyFault = { readonly path: string; readonly line: number; readonly message: string };

export type Import = {
  readonly specifier: string;
  /** `import type` and `export type`: gone when the program runs. */
  readonly typeOnly: boolean;
  readonly line: number;
};

export const isProgram = (path: string): boolean => /\.(ts|tsx|mjs)$/.test(path);
export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);

/** A Durable Object's shell, where platform calls and the clock are at home; the rest of `durable-objects/` is core. */
export const isShell = (path: string): boolean =>
  /^durable-objects\/(?:platform\/|.*\/(?:durable-object|storage)\.ts$)/.test(path);

/** The first folder of a path: `media`; empty for files of the root. */
export const roomOf = (path: string): string => (path.includes("/") ? (path.split("/")[0] ?? "") : "");

/** The text with comments blanked, line for line, so that rules about code do not read prose. */
export function withoutComments(text: string): string {
  const blank = (comment: string): string => comment.replaceAll(/[^\n]/g, " ");
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, blank).replaceAll(/(^|\s)\/\/[^\n]*/g, blank);
}

export const lineAt = (text: string, index: number): number => text.slice(0, index).split("\n").length;

/** Every import and re-export of a file, static and dynamic. */
export function importsOf(file: SourceFile): readonly Import[] {
  const code = withoutComments(file.text);
  const found: Import[] = [];
  const statement = /^[ \t]*(?:import|export)\b(\s+type\b)?[^"'`;()=]*?\bfrom\s*"([^"]+)"/gm;
  for (const match of code.matchAll(statement)) {
    found.push({ specifier: match[2] ?? "", typeOnly: match[1] !== undefined, line: lineAt(code, match.index) });
  }
  for (const match of code.matchAll(/(?:^[ \t]*import\s*|\bimport\()"([^"]+)"/gm)) {
    found.push({ specifier: match[1] ?? "", typeOnly: false, line: lineAt(code, match.index) });
  }
  return found;
}

/** The repository path that a specifier means, null for a package. */
export function resolveImport(from: string, specifier: string): string | null {
  if (specifier.startsWith("#")) return specifier.slice(1);
  if (!specifier.startsWith(".")) return null;
  const parts = from.split("/").slice(0, -1);
  for (const step of (specifier.split("?")[0] ?? "").split("/")) {
    if (step === "..") parts.pop();
    else if (step !== ".") parts.push(step);
  }
  return parts.join("/");
}
