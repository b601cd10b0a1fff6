/** Apps of third parties: what their owners say of them and read about them, and what people see of the apps that they let in. */
import * as v from "valibot";
import { CLIENT_ID_LENGTH, CLIENT_SECRET_LENGTH } from "./lifetimes.ts";

/** Apps of one account, at most. */
export const MAX_APPS = 50;
/** Letters of an app's name. */
export const MAX_APP_NAME_LENGTH = 50;
/** Addresses that an app may name, and letters of one, at most. */
export const MAX_REDIRECT_URIS = 10;
export const MAX_REDIRECT_URI_LENGTH = 400;

const lowerCase = (length: number) => v.pipe(v.string(), v.regex(new RegExp(`^[a-z0-9]{${length}}$`)));
export const clientIdSchema = lowerCase(CLIENT_ID_LENGTH);
export const clientSecretSchema = lowerCase(CLIENT_SECRET_LENGTH);

/** Letters and digits of any script, with single spaces and a few signs between them: nothing that could pass for a part of the page. */
export const appNameSchema = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(4 * MAX_APP_NAME_LENGTH, `a name has at most ${MAX_APP_NAME_LENGTH} characters`),
  v.normalize("NFC"),
  v.regex(
    /^[\p{L}\p{N}][\p{M}]{0,3}(?:[ .'-]?[\p{L}\p{N}_][\p{M}]{0,3})*$/u,
    "a name holds letters, digits, single spaces and _ . ' -",
  ),
  v.check((name) => [...name].length <= MAX_APP_NAME_LENGTH, `a name has at most ${MAX_APP_NAME_LENGTH} characters`),
);

/**
 * Where an app may have people sent back to: https, or http on the person's own machine; lower-case host, no user, no fragment. What it asks
 * for must be the same letter for letter. A port of this machine's IPv6 address cannot be named in a page's security policy: it is left out.
 */
export const redirectUriSchema = v.pipe(
  v.string(),
  v.maxLength(MAX_REDIRECT_URI_LENGTH, `an address has at most ${MAX_REDIRECT_URI_LENGTH} characters`),
  v.regex(
    /^(?:https:\/\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|http:\/\/(?:localhost|127\.0\.0\.1))(?::[0-9]{1,5})?(?:[/?][A-Za-z0-9\-._~!$&'()*+,;=:@%/?]*)?$/,
    "an address begins with https://, or with http://localhost or http://127.0.0.1, and has no fragment",
  ),
);

export const isLoopback = (redirectUri: string): boolean => redirectUri.startsWith("http://");

const redirectUrisSchema = v.pipe(
  v.array(redirectUriSchema),
  v.minLength(1, "an app has at least one address"),
  v.maxLength(MAX_REDIRECT_URIS, `an app has at most ${MAX_REDIRECT_URIS} addresses`),
);

/** `confidential` apps run on a server and keep a secret; `public` ones run at people's, and cannot. It stays what it is. */
export const appKindSchema = v.picklist(["confidential", "public"]);
export type AppKind = v.InferOutput<typeof appKindSchema>;

/** `POST /api/apps`. */
export const createAppSchema = v.object({ name: appNameSchema, kind: appKindSchema, redirectUris: redirectUrisSchema });

/** `PATCH /api/apps/:clientId`. */
export const changeAppSchema = v.pipe(
  v.object({ name: v.optional(appNameSchema), redirectUris: v.optional(redirectUrisSchema) }),
  v.check(
    ({ name, redirectUris }) => name !== undefined || redirectUris !== undefined,
    "a change names a name or redirectUris",
  ),
);

export const appSchema = v.object({
  clientId: clientIdSchema,
  name: v.string(),
  kind: appKindSchema,
  redirectUris: v.array(v.string()),
  /** Milliseconds since the Unix epoch. */
  createdAt: v.number(),
});
export type OwnApp = Readonly<v.InferOutput<typeof appSchema>>;

/** Answer of `GET /api/apps`. */
export const appsSchema = v.object({ apps: v.array(appSchema) });

/** Answer of `POST /api/apps` and `POST /api/apps/:clientId/secret`: the secret is shown this once; null: a public app has none. */
export const createdAppSchema = v.object({ ...appSchema.entries, secret: v.nullable(clientSecretSchema) });
export type CreatedApp = Readonly<v.InferOutput<typeof createdAppSchema>>;

/** An app that somebody let in, as the person sees it. */
export const connectionSchema = v.object({
  clientId: clientIdSchema,
  name: v.string(),
  scopes: v.array(v.string()),
  /** What the scopes mean, in words. */
  words: v.array(v.string()),
  /** When the person first let it in, of the permissions that hold; milliseconds since the Unix epoch. */
  since: v.number(),
});
export type Connection = Readonly<v.InferOutput<typeof connectionSchema>>;

/** Answer of `GET /api/connections`. */
export const connectionsSchema = v.object({ connections: v.array(connectionSchema) });
