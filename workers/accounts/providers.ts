/** Which other sites' accounts log in here: those whose client id and secret are configured. Pure. */
import type { Provider } from "#protocol/accounts/credentials.ts";
import type { Env } from "../env.ts";

type Client = { readonly clientId: string; readonly clientSecret: string };

export function providersOf(env: Env): Partial<Record<Provider, Client>> {
  const google = clientOf(env.GOOGLE_CLIENT_ID, env.GOOGLE_CLIENT_SECRET);
  const github = clientOf(env.GITHUB_CLIENT_ID, env.GITHUB_CLIENT_SECRET);
  return { ...(google === null ? {} : { google }), ...(github === null ? {} : { github }) };
}

export const providerNames = (env: Env): Provider[] => {
  const configured = providersOf(env);
  return (["google", "github"] as const).filter((name) => configured[name] !== undefined);
};

const clientOf = (clientId: string | undefined, clientSecret: string | undefined): Client | null =>
  clientId === undefined || clientSecret === undefined || clientId === "" || clientSecret === ""
    ? null
    : { clientId, clientSecret };
