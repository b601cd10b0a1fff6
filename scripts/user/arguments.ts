/** What `npm run user` can be told. Pure. */
import * as v from "valibot";
import { loginSchema } from "#protocol/ids.ts";
import { changeUserSchema, createTokenSchema, createUserSchema } from "#protocol/users/user.ts";
import { type ReadArguments, readCommandLine, type ValuesOf } from "../stack/command-line.ts";

export type UserCommand =
  | {
      readonly kind: "create";
      readonly login: string;
      readonly displayName: string | undefined;
      readonly staff: boolean;
    }
  | {
      readonly kind: "token";
      readonly login: string;
      readonly scopes: readonly string[] | undefined;
      readonly days: number | undefined;
    }
  | { readonly kind: "rename"; readonly login: string; readonly to: string };

export const USER_HELP = `npm run --silent user -- <command> [--state DIR]

  create <login> [--name TEXT] [--staff]        makes a user and prints {"id","login",...}; staff may moderate everywhere
  token <login> [--scopes "a b"] [--days N]     prints {"id","login","token","scopes","expiresAt"}; the token is shown this once
  rename <login> <new login>                    changes the login, of the user's channel too; the id stays

A token reads and writes chat for 60 days, unless said otherwise; "chat:moderate" lets it moderate what its user may.
Works beside a running \`npm start\` of the same state folder, and without one.
`;

const COMMANDS = "create, token or rename";
/** Words after the command. */
const WORDS: Readonly<Record<string, number>> = { create: 1, token: 1, rename: 2 };
/** Options of one command only. */
const OPTIONS: Readonly<Record<string, string>> = { name: "create", staff: "create", scopes: "token", days: "token" };

export function parseUserArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ReadArguments<UserCommand> {
  return readCommandLine(
    argv,
    OWN_OPTIONS,
    (positionals, values) => faultOf(positionals, values) ?? readCommand(positionals, values),
    env,
  );
}

const OWN_OPTIONS = {
  name: { type: "string" },
  staff: { type: "boolean" },
  scopes: { type: "string" },
  days: { type: "string" },
} as const;
type Values = ValuesOf<typeof OWN_OPTIONS>;

/** What is wrong with the number of words or the choice of options. */
function faultOf([name, ...words]: readonly string[], values: Values): string | null {
  if (name === undefined) return `A command is missing: ${COMMANDS}`;
  const count = WORDS[name];
  if (count === undefined) return `"${name}" is no command: ${COMMANDS}`;
  if (words.length < count) return words.length === 0 ? `${name} needs a login` : `${name} needs the new login`;
  if (words.length > count) return `"${words[count]}" is one word too many`;
  for (const option of Object.keys(values)) {
    const owner = OPTIONS[option];
    if (owner !== undefined && owner !== name) return `--${option} belongs to ${owner}`;
  }
  return null;
}

/** The command, or what is wrong with it. */
function readCommand([name, login = "", to = ""]: readonly string[], values: Values): UserCommand | string {
  if (name === "create") {
    const made = v.safeParse(createUserSchema, { login, displayName: values.name, staff: values.staff ?? false });
    if (!made.success) return sentence(made.issues);
    return { kind: "create", login, displayName: made.output.displayName, staff: made.output.staff };
  }
  const known = v.safeParse(loginSchema, login);
  if (!known.success) return sentence(known.issues);
  if (name === "rename") {
    const change = v.safeParse(changeUserSchema, { login: to });
    return change.success ? { kind: "rename", login, to } : sentence(change.issues);
  }
  const scopes = values.scopes?.split(/[\s,]+/).filter((scope) => scope !== "");
  const days = values.days === undefined ? undefined : Number(values.days);
  const token = v.safeParse(createTokenSchema, { scopes, days: Number.isNaN(days) ? values.days : days });
  return token.success ? { kind: "token", login, scopes, days } : sentence(token.issues);
}

function sentence([issue]: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  const about = String(issue.path?.[0]?.key ?? "login");
  const named = about === "displayName" ? "name" : about;
  return `The ${named} ${JSON.stringify(issue.input)} cannot be used: ${issue.message}`;
}
