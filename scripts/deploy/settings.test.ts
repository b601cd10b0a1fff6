import { expect, test } from "vitest";
import { adviceFor, secretsIn } from "./settings.ts";

/** As wrangler 4.155.0 answers. */
const LISTED = `[
  {
    "name": "NODE_TOKEN",
    "type": "secret_text"
  },
  {
    "name": "VAPID_PRIVATE_KEY",
    "type": "secret_text"
  }
]
`;

test("secrets are read from wrangler's list, whatever it says beside it", () => {
  expect(secretsIn({ code: 0, output: LISTED })).toEqual(["NODE_TOKEN", "VAPID_PRIVATE_KEY"]);
  expect(secretsIn({ code: 0, output: `▲ WARNING\n${LISTED}\nLogs were written` })).toHaveLength(2);
});

test.each([
  [1, LISTED],
  [0, "✘ ERROR This Worker does not exist"],
  [0, "[]"],
  [0, ""],
])("with code %i and %j no secret is taken for set", (code, output) => {
  expect(secretsIn({ code, output })).toEqual([]);
});

const ALL = ["NODE_TOKEN", "OPERATOR_TOKEN", "CHAT_SECRET", "AUTH_SECRET", "MAIL_API_KEY", "MAIL_FROM", "SITE"];
const VAPID = ["VAPID_PUBLIC_KEY", "VAPID_PRIVATE_KEY", "VAPID_SUBJECT"];

test("a Worker that has everything is told nothing", () => {
  expect(adviceFor([...ALL, ...VAPID])).toEqual([]);
});

test("what is missing is named with what it is for, and half a pair is none", () => {
  expect(adviceFor(["OPERATOR_TOKEN", "CHAT_SECRET", "AUTH_SECRET", "MAIL_FROM", "SITE", ...VAPID.slice(1)])).toEqual([
    "It refuses publishers, channels, tickets and accounts until these secrets are set (any long random text):",
    "  npx wrangler secret put NODE_TOKEN    what transcoder nodes show (their RILL_NODE_TOKEN)",
    "Nobody can sign up or reset a password: no mail is sent.",
    "  npx wrangler secret put MAIL_API_KEY    the key of an account at Resend, or at a provider of the same shape (MAIL_API_URL)",
    "  npx wrangler secret put MAIL_FROM    the sender, e.g. Rill <mail@rill.example>",
    "No pushes are sent to browsers: there are no VAPID keys.",
    "  npm run --silent vapid -- mailto:you@example.org | npx wrangler secret bulk    makes a pair and sets it",
  ]);
});
