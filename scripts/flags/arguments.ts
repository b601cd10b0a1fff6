/** What `npm run flags` can be told. Pure. */
import * as v from "valibot";
import {
  FLAG_NAMES,
  type FlagName,
  type FlagValue,
  faultOfValue,
  flagNameSchema,
  flagValueSchema,
} from "#protocol/flags/flag.ts";
import { type ReadArguments, readCommandLine, type ValuesOf } from "../stack/command-line.ts";

export type FlagsCommand =
  | { readonly kind: "list" }
  | { readonly kind: "show"; readonly name: FlagName }
  /** Null: the default. */
  | { readonly kind: "set"; readonly name: FlagName; readonly to: FlagValue | null };

export const FLAGS_HELP = `npm run --silent flags -- <command> [--state DIR]

  list                                               prints every flag, and how it stands
  show <name>                                        prints one, and who changed it when
  set <name> on|off [--percent N] [--channels 1,2] [--except 3,4]
                                                     switches a feature on, for everybody or for some, or off for all
  set <name> <number>                                sets a setting
  set <name> default                                 takes the value away

--percent is a share of users, the same ones as long as it grows; --channels names ids of channels that it is on for whatever the share;
--except names those that it is off for, whatever else is said.
Flags: ${FLAG_NAMES.join(", ")}.
A change is seen within some seconds. Works beside a running \`npm start\` of the same state folder, and without one.
`;

const WORDS: Readonly<Record<string, number>> = { list: 0, show: 1, set: 2 };

export function parseFlagsArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ReadArguments<FlagsCommand> {
  return readCommandLine(argv, OWN_OPTIONS, readCommand, env);
}

const OWN_OPTIONS = {
  percent: { type: "string" },
  channels: { type: "string" },
  except: { type: "string" },
} as const;
type Values = ValuesOf<typeof OWN_OPTIONS>;

/** The command, or what is wrong with it. */
function readCommand([kind, name, word, ...others]: readonly string[], values: Values): FlagsCommand | string {
  const words = kind === undefined ? undefined : WORDS[kind];
  if (kind === undefined) return "A command is missing: list, show or set";
  if (words === undefined) return `"${kind}" is no command: list, show or set`;
  const given = [name, word, ...others].filter((one) => one !== undefined);
  if (given.length > words) return `"${given[words]}" is one word too many`;
  const isShared = [values.percent, values.channels, values.except].some((one) => one !== undefined);
  if (isShared && word !== "on") return "--percent, --channels and --except belong to set <name> on";
  if (kind === "list") return { kind: "list" };
  if (name === undefined) return `${kind} needs the name of a flag`;
  if (!v.is(flagNameSchema, name)) return `There is no flag "${name}": ${FLAG_NAMES.join(", ")}`;
  if (kind === "show") return { kind: "show", name };
  if (word === undefined) return "set needs on, off, a number or default";
  if (word === "default") return { kind: "set", name, to: null };
  const to = v.safeParse(flagValueSchema, valueIn(word, values));
  if (!to.success) return `The value "${word}" cannot be used: ${to.issues[0].message}`;
  const fault = faultOfValue(name, to.output);
  return fault === null ? { kind: "set", name, to: to.output } : fault.replace(/\.$/, "");
}

const idsIn = (text: string): readonly string[] => text.split(",").map((id) => id.trim());

function valueIn(word: string, { percent, channels, except }: Values): unknown {
  if (word === "off") return { on: false };
  if (word !== "on") return { value: /^[0-9]+$/.test(word) ? Number(word) : word };
  return {
    on: true,
    // A list alone means these channels and nobody else.
    ...(percent === undefined ? (channels === undefined ? {} : { percent: 0 }) : { percent: Number(percent) }),
    ...(channels === undefined ? {} : { channels: idsIn(channels) }),
    ...(except === undefined ? {} : { except: idsIn(except) }),
  };
}
