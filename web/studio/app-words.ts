/** What one says of an app, as it is typed: a name, and addresses a line each. Pure. */
import * as v from "valibot";
import { appNameSchema, MAX_REDIRECT_URIS, redirectUriSchema } from "#protocol/oauth/app.ts";
import type { AppWords } from "./apps-api.ts";

export type AppTyped =
  | { readonly kind: "app"; readonly words: AppWords }
  | { readonly kind: "faults"; readonly name: string | null; readonly addresses: string | null };

/** Each address once; empty lines are nobody's. */
export function readApp(name: string, addresses: string): AppTyped {
  const named = v.safeParse(appNameSchema, name);
  const isEmpty = name.trim() === "";
  const uris = [...new Set(addresses.split("\n").map((line) => line.trim()))].filter((line) => line !== "");
  const nameFault = named.success ? null : isEmpty ? "Enter a name." : sentence(named.issues[0].message);
  const addressFault = faultOf(uris);
  if (!named.success || addressFault !== null) return { kind: "faults", name: nameFault, addresses: addressFault };
  return { kind: "app", words: { name: named.output, redirectUris: uris } };
}

function faultOf(uris: readonly string[]): string | null {
  if (uris.length === 0) return "An app has at least one address.";
  if (uris.length > MAX_REDIRECT_URIS) return `An app has at most ${MAX_REDIRECT_URIS} addresses.`;
  for (const uri of uris) {
    const parsed = v.safeParse(redirectUriSchema, uri);
    if (!parsed.success) return `${uri}: ${parsed.issues[0].message}.`;
  }
  return null;
}

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
