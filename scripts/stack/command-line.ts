/** How the commands that ask the API are read: words and options into a command, a wish for help, or what is wrong. Pure. */
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";

/** A command line as it was read. */
export type ReadArguments<Command> =
  | { readonly kind: "run"; readonly command: Command; readonly stateDir: string | null }
  | { readonly kind: "help" }
  | { readonly kind: "faulty"; readonly fault: string };

/** Options that every such command has. */
const SHARED = { state: { type: "string" }, help: { type: "boolean", short: "h" } } as const;

type Parsed<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ args: string[]; allowPositionals: true; options: Options }>
>;
/** What the options of a command were given, by their names. */
export type ValuesOf<Options extends ParseArgsOptionsConfig> = Parsed<Options>["values"];
type SharedValues = ValuesOf<typeof SHARED>;

/** `readCommand` answers the command, or in words what is wrong with it. */
export function readCommandLine<Options extends ParseArgsOptionsConfig, Command extends object>(
  argv: readonly string[],
  options: Options,
  readCommand: (positionals: string[], values: ValuesOf<Options>) => Command | string,
  env: Readonly<Record<string, string | undefined>>,
): ReadArguments<Command> {
  let shared: SharedValues;
  let words: Parsed<Options>;
  try {
    const read = { args: [...argv], allowPositionals: true, options: { ...options, ...SHARED } } as const;
    words = parseArgs(read);
    shared = words.values;
  } catch (error) {
    return { kind: "faulty", fault: error instanceof Error ? (error.message.split(". ")[0] ?? "") : String(error) };
  }
  if (shared.help === true) return { kind: "help" };
  const command = readCommand(words.positionals, words.values);
  if (typeof command === "string") return { kind: "faulty", fault: command };
  return { kind: "run", command, stateDir: shared.state ?? env["RILL_STATE"] ?? null };
}
