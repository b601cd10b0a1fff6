/** What a deployed Worker still lacks, in words: secrets that it cannot do without, and settings that switch something on. Pure. */
import * as v from "valibot";
import type { Finished } from "../setup/run-program.ts";

type Needed = { readonly name: string; readonly use: string };

/** Any long random text. */
const SECRETS: readonly Needed[] = [
  { name: "NODE_TOKEN", use: "what transcoder nodes show (their RILL_NODE_TOKEN)" },
  { name: "OPERATOR_TOKEN", use: "what creates channels and users, and rotates stream keys" },
  { name: "CHAT_SECRET", use: "what chat tickets are signed with" },
  { name: "AUTH_SECRET", use: "what accounts' cookies are signed with" },
];

type Group = { readonly names: readonly string[]; readonly without: string; readonly how: readonly string[] };

const GROUPS: readonly Group[] = [
  {
    names: ["MAIL_API_KEY", "MAIL_FROM"],
    without: "Nobody can sign up or reset a password: no mail is sent.",
    how: [
      "npx wrangler secret put MAIL_API_KEY    the key of an account at Resend, or at a provider of the same shape (MAIL_API_URL)",
      "npx wrangler secret put MAIL_FROM    the sender, e.g. Rill <mail@rill.example>",
    ],
  },
  {
    names: ["SITE"],
    without: "Mails that tell followers of a broadcast are not sent: they do not know the site's address.",
    how: ["npx wrangler secret put SITE    the site's own origin, e.g. https://rill.example"],
  },
  {
    names: ["VAPID_PUBLIC_KEY", "VAPID_PRIVATE_KEY", "VAPID_SUBJECT"],
    without: "No pushes are sent to browsers: there are no VAPID keys.",
    how: ["npm run --silent vapid -- mailto:you@example.org | npx wrangler secret bulk    makes a pair and sets it"],
  },
];

const listSchema = v.pipe(v.string(), v.parseJson(), v.array(v.object({ name: v.string() })));

/** Names in the answer of `wrangler secret list`; none when it cannot tell. */
export function secretsIn({ code, output }: Finished): readonly string[] {
  // Notes of wrangler's own may stand before and after the list.
  const listed = v.safeParse(listSchema, output.slice(output.indexOf("["), output.lastIndexOf("]") + 1));
  return code === 0 && listed.success ? listed.output.map(({ name }) => name) : [];
}

/** What to say once the Worker is there, by what it has: secrets and the variables of wrangler.toml. */
export function adviceFor(present: readonly string[]): readonly string[] {
  const secrets = SECRETS.filter(({ name }) => !present.includes(name));
  const groups = GROUPS.filter(({ names }) => !names.every((name) => present.includes(name)));
  return [
    ...(secrets.length === 0
      ? []
      : [
          "It refuses publishers, channels, tickets and accounts until these secrets are set (any long random text):",
          ...secrets.map(({ name, use }) => `  npx wrangler secret put ${name}    ${use}`),
        ]),
    ...groups.flatMap(({ without, how }) => [without, ...how.map((line) => `  ${line}`)]),
  ];
}
