/**
 * `npm run --silent vapid -- <subject>`: makes a pair of VAPID keys, with which pushes to browsers are signed. Stdout holds one line of JSON and
 * nothing else, as `wrangler secret bulk` reads it. Keeps nothing: a pair that is lost cannot be printed again.
 */
import { webcrypto } from "node:crypto";
import { isSubject, newVapidSettings } from "./vapid/keys.ts";

const HELP = `npm run --silent vapid -- <subject>

Makes a pair of VAPID keys and prints it, this once. The subject is whom push services may turn to: mailto:you@example.org, or an https address.
  npm run --silent vapid -- mailto:you@example.org | npx wrangler secret bulk     sets it for the deployed Worker
Browsers subscribe with the public key: another key loses them all.
`;

const [subject, ...others] = process.argv.slice(2);
if (subject === "--help" || subject === "-h") process.stdout.write(HELP);
else if (subject === undefined || others.length > 0 || !isSubject(subject)) {
  process.stderr.write(`One subject is needed: mailto:you@example.org, or an https address.\n${HELP}`);
  process.exitCode = 1;
} else process.stdout.write(`${JSON.stringify(await newVapidSettings(webcrypto, subject))}\n`);
