/** What `npm run categories` can be told. Pure. */
import { type ReadArguments, readCommandLine, type ValuesOf } from "../stack/command-line.ts";

export type CategoriesCommand =
  | { readonly kind: "list" }
  /** Null: as many as the Worker takes by itself. */
  | { readonly kind: "refresh"; readonly count: number | null };

export const CATEGORIES_HELP = `npm run --silent categories -- <command> [--state DIR]

  list                    prints every category, a line each, most viewers first
  refresh [--count N]     takes the best-known games over from IGDB, 500 unless it says how many: new ones become categories, known ones get a picture

refresh needs an account at IGDB: IGDB_CLIENT_ID and IGDB_CLIENT_SECRET in the environment of the \`npm start\` that runs, or of this command.
A deployed site takes \`POST /api/categories/refresh\` with its OPERATOR_TOKEN (docs/protocol.md).
Works beside a running \`npm start\` of the same state folder, and without one.
`;

export function parseCategoriesArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ReadArguments<CategoriesCommand> {
  return readCommandLine(argv, OWN_OPTIONS, readCommand, env);
}

const OWN_OPTIONS = {
  count: { type: "string" },
} as const;
type Values = ValuesOf<typeof OWN_OPTIONS>;

/** The command, or what is wrong with it. */
function readCommand([kind, ...others]: readonly string[], { count }: Values): CategoriesCommand | string {
  if (kind === undefined) return "A command is missing: list or refresh";
  if (kind !== "list" && kind !== "refresh") return `"${kind}" is no command: list or refresh`;
  if (others.length > 0) return `"${others[0]}" is one word too many`;
  if (kind === "list") return count === undefined ? { kind } : "--count belongs to refresh";
  if (count === undefined) return { kind, count: null };
  return /^[1-9][0-9]{0,5}$/.test(count) ? { kind, count: Number(count) } : `"${count}" is no count`;
}
