/** Rules about single files: names, length, the opening comment, words that do not belong, the clock in pure code, links. Pure. */
import {
  isProgram,
  isShell,
  isTest,
  lineAt,
  resolveImport,
  roomOf,
  type SourceFile,
  type TidyFault,
  withoutComments,
} from "./source.ts";

/** Lines of a program file: more is a fault. */
export const MAX_LINES = 400;
/** More than this is a warning: a place to look for a second subject. */
export const WARN_LINES = 250;

const FORBIDDEN_NAMES: ReadonlySet<string> = new Set([
  "util",
  "utils",
  "helper",
  "helpers",
  "common",
  "misc",
  "types",
  "lib",
]);

export function checkNames(files: readonly SourceFile[]): readonly TidyFault[] {
  return files.flatMap(({ path }) => {
    if (!/\.(ts|tsx|mjs|css)$/.test(path)) return [];
    const faults: TidyFault[] = [];
    for (const part of path.split("/")) {
      const words = part.split(".");
      const [name = ""] = words;
      if (words.some((word) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(word)) && name !== "") {
        faults.push({ path, line: 1, message: `the name ${part} is not kebab-case` });
      }
      if (FORBIDDEN_NAMES.has(name)) faults.push({ path, line: 1, message: `the name ${part} says nothing` });
    }
    if (/(^|\/)index\.tsx?$/.test(path))
      faults.push({ path, line: 1, message: "is a barrel: name the file for what it holds" });
    return faults;
  });
}

export function checkLength(files: readonly SourceFile[], most: number): readonly TidyFault[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.trimEnd().split("\n").length;
    if (!isProgram(path) || lines <= most) return [];
    return [{ path, line: most + 1, message: `has ${lines} lines, more than ${most}` }];
  });
}

/** A reader learns first what a file is for. Test files say it in their titles. */
export function checkOpening(files: readonly SourceFile[]): readonly TidyFault[] {
  return files.flatMap(({ path, text }) => {
    const opens = /^(#![^\n]*\n)?\s*(\/\*|\/\/)/.test(text);
    return !isProgram(path) || isTest(path) || opens
      ? []
      : [{ path, line: 1, message: "does not open with a comment" }];
  });
}

/** Each pattern is spelt so that it does not match itself. */
const BANNED: readonly { readonly pattern: RegExp; readonly message: string }[] = [
  { pattern: /\b(?:TO[D]O|FIX[M]E|X[X]X)\b/g, message: "finish it, or write it down where it is planned" },
  { pattern: /@ts-(?:ignor[e]|nochec[k]|expect-erro[r])\b/g, message: "the type checker is not to be silenced" },
  { pattern: /\b(?:test|it|describe)(?:\.\w+)*\.(?:onl[y]|ski[p])\(/g, message: "a test is run or deleted" },
  { pattern: /(?<![\w.])\/(?:hom[e]|User[s]|roo[t]|wor[k])\/\w/g, message: "names a folder of one machine" },
];

export function checkWords(files: readonly SourceFile[]): readonly TidyFault[] {
  return files.flatMap(({ path, text }) =>
    BANNED.flatMap(({ pattern, message }) =>
      [...text.matchAll(pattern)].map((match) => ({
        path,
        line: lineAt(text, match.index),
        message: `"${match[0]}": ${message}`,
      })),
    ),
  );
}

/** Pure rooms are told the time and given their randomness, so that they can be tested and replayed. */
export function checkClock(files: readonly SourceFile[]): readonly TidyFault[] {
  return files.flatMap(({ path, text }) => {
    const room = roomOf(path);
    const pure = room === "protocol" || room === "media" || (room === "durable-objects" && !isShell(path));
    if (!pure || !isProgram(path) || isTest(path)) return [];
    const code = withoutComments(text);
    const calls =
      /\b(?:Date\.now|Math\.random|performance\.now|crypto\.(?:randomUUID|getRandomValues))\b|\bnew Date\(\)/g;
    return [...code.matchAll(calls)].map((match) => ({
      path,
      line: lineAt(code, match.index),
      message: `${match[0]} in pure code: let the caller pass it in`,
    }));
  });
}

/** Relative links of Markdown files name a file or folder that exists. */
export function checkLinks(files: readonly SourceFile[], exists: (path: string) => boolean): readonly TidyFault[] {
  return files.flatMap(({ path, text }) => {
    if (!path.endsWith(".md")) return [];
    const prose = text.replaceAll(/^```[\s\S]*?^```/gm, (block) => block.replaceAll(/[^\n]/g, " "));
    return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap((match) => {
      const link = (match[1] ?? "").split("#")[0] ?? "";
      if (link === "" || /^[a-z]+:/.test(link)) return [];
      const target = link.startsWith("/") ? link.slice(1) : resolveImport(path, `./${link}`);
      if (target !== null && exists(decodeURI(target).replace(/\/$/, ""))) return [];
      return [{ path, line: lineAt(text, match.index), message: `links to ${link}, which does not exist` }];
    });
  });
}
