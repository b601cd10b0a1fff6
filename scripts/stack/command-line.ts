/** How the commands that ask the API are read: words and options into a command, a wish for help, or what is wrong. Pure. */

/** A command line as it was read. */
export type ReadArguments<Command> =
  | { readonly kind: "run"; readonly command: Command; readonly stateDir: string | null }
  | { readonly kind: "help" }
  | { readonly kind: "faulty"; readonly fault: string };

type Words<Values> = { readonly values: Values; readonly positionals: string[] };
/** Options that every such command has. */
type SharedValues = { readonly state?: string | undefined; readonly help?: boolean | undefined };

/** `readWords` throws on unknown options, as `parseArgs` does; `readCommand` answers the command, or in words what is wrong with it. */
export function readCommandLine<Values extends SharedValues, Command extends object>(
  readWords: () => Words<Values>,
  readCommand: (positionals: string[], values: Values) => Command | string,
  env: Readonly<Record<string, string | undefined>>,
): ReadArguments<Command> {
  let words: Words<Values>;
  try {
    words = readWords();
  } catch (error) {
    return { kind: "faulty", fault: error instanceof Error ? (error.message.split(". ")[0] ?? "") : String(error) };
  }
  const { values, positionals } = words;
  if (values.help === true) return { kind: "help" };
  const command = readCommand(positionals, values);
  if (typeof command === "string") return { kind: "faulty", fault: command };
  return { kind: "run", command, stateDir: values.state ?? env["RILL_STATE"] ?? null };
}
