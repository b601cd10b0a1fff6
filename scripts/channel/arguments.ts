/** What `npm run channel` can be told. Pure. */
import * as v from "valibot";
import { createChannelSchema } from "#protocol/channel/channel.ts";
import { loginSchema } from "#protocol/ids.ts";
import { type ReadArguments, readCommandLine, type ValuesOf } from "../stack/command-line.ts";

export type ChannelCommand =
  | { readonly kind: "create"; readonly login: string; readonly title: string | undefined }
  | { readonly kind: "rotate"; readonly login: string }
  | { readonly kind: "list" };

export const CHANNEL_HELP = `npm run --silent channel -- <command> [--state DIR]

  create <login> [--title TEXT]   makes a channel and prints {"login","id","streamKey"}; the key is shown this once
  rotate <login>                  gives it a new stream key and prints the same line; the old key ends at once
  list                            prints the channels, a line of JSON each

Works beside a running \`npm start\` of the same state folder, and without one.
`;

export function parseChannelArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ReadArguments<ChannelCommand> {
  return readCommandLine(argv, OWN_OPTIONS, readCommandOf, env);
}

const OWN_OPTIONS = { title: { type: "string" } } as const;
type Values = ValuesOf<typeof OWN_OPTIONS>;

/** The command, or what is wrong with its words. */
function readCommandOf(positionals: string[], { title }: Values): ChannelCommand | string {
  const [name, login, ...rest] = positionals;
  if (name === undefined) return "A command is missing: create, rotate or list";
  const surplus = name === "list" ? login : rest[0];
  return surplus === undefined ? readCommand(name, login, title) : `"${surplus}" is one word too many`;
}

/** The command, or what is wrong with it. */
function readCommand(name: string, login: string | undefined, title: string | undefined): ChannelCommand | string {
  if (name === "list") return { kind: "list" };
  if (name !== "create" && name !== "rotate") return `"${name}" is no command: create, rotate or list`;
  if (login === undefined) return `${name} needs a login`;
  if (name === "rotate") {
    const parsed = v.safeParse(loginSchema, login);
    return parsed.success ? { kind: "rotate", login } : sentence("login", login, parsed.issues);
  }
  const parsed = v.safeParse(createChannelSchema, title === undefined ? { login } : { login, title });
  if (parsed.success) return { kind: "create", login, title: parsed.output.title };
  const about = parsed.issues[0].path?.[0]?.key === "title" ? "title" : "login";
  return sentence(about, about === "title" ? (title ?? "") : login, parsed.issues);
}

function sentence(
  about: string,
  value: string,
  issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]],
): string {
  return `The ${about} "${value}" cannot be used: ${issues[0].message}`;
}
