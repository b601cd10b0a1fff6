/** What an app asks for when it sends a person to the consent page (RFC 6749 4.1.1 and 4.2.1, RFC 7636 4.3). Pure. */
import { MAX_REDIRECT_URI_LENGTH } from "#protocol/oauth/app.ts";
import { readScopes } from "#protocol/oauth/scopes.ts";

export type ResponseType = "code" | "token";

export type AuthorizeRequest = {
  readonly responseType: ResponseType;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** The app's own, given back as it came. */
  readonly state: string | null;
  /** The person is asked even if it said yes before. */
  readonly forceVerify: boolean;
  /** PKCE's, of the method S256. */
  readonly challenge: string | null;
};

export type ReadRequest =
  | { readonly kind: "request"; readonly request: AuthorizeRequest }
  /**
   * The person is told, and sent nowhere, not even to an address that is the app's: anybody may register one, and whoever follows a link to this
   * site must not land there without a word (RFC 9700 4.11.2).
   */
  | { readonly kind: "refused"; readonly message: string };

/** Letters of a state, at most: it stands in an address. */
export const MAX_STATE_LENGTH = 2048;
/** SHA-256, base64url without padding. */
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

export type AskingApp = { readonly redirectUris: readonly string[]; readonly isPublic: boolean };

const refuse = (message: string): ReadRequest => ({ kind: "refused", message });

export function readAuthorizeRequest(query: URLSearchParams, app: AskingApp): ReadRequest {
  const redirectUri = query.get("redirect_uri") ?? "";
  if (redirectUri === "") return refuse("missing redirect_uri");
  if (redirectUri.length > MAX_REDIRECT_URI_LENGTH || !app.redirectUris.includes(redirectUri)) {
    return refuse("Parameter redirect_uri does not match registered URI");
  }
  const state = query.get("state");
  if (state !== null && state.length > MAX_STATE_LENGTH) return refuse("state is too long");

  const responseType = query.get("response_type");
  if (responseType !== "code" && responseType !== "token") return refuse("response_type is code or token");
  const asked = readScopes(query.get("scope") ?? "");
  if (asked.kind === "unknown") return refuse(`invalid scope requested: '${asked.scope}'`);

  const challenge = query.get("code_challenge");
  const method = query.get("code_challenge_method");
  if (challenge === null && method !== null) return refuse("missing code_challenge");
  if (challenge !== null && method !== "S256") return refuse("code_challenge_method is S256");
  if (challenge !== null && !CHALLENGE.test(challenge)) return refuse("invalid code_challenge");
  if (challenge === null && app.isPublic && responseType === "code") {
    return refuse("a public app sends a code_challenge");
  }
  const forceVerify = query.get("force_verify") === "true";
  const { scopes } = asked;
  return { kind: "request", request: { responseType, redirectUri, scopes, state, forceVerify, challenge } };
}

/** Where a person comes from, to go back to. */
export type Return = Pick<AuthorizeRequest, "redirectUri" | "state">;

const withQuery = (uri: string, query: URLSearchParams): string => `${uri}${uri.includes("?") ? "&" : "?"}${query}`;

function pairs(state: string | null, entries: Readonly<Record<string, string>>): URLSearchParams {
  return new URLSearchParams(state === null ? entries : { ...entries, state });
}

/** As Twitch has it, errors stand in the query in the implicit flow too. */
export const errorLocation = ({ redirectUri, state }: Return, error: string, description: string): string =>
  withQuery(redirectUri, pairs(state, { error, error_description: description }));

export const codeLocation = ({ redirectUri, state, scopes }: AuthorizeRequest, code: string): string =>
  withQuery(redirectUri, pairs(state, { code, scope: scopes.join(" ") }));

/** In the fragment, which no browser sends to a server. */
export const tokenLocation = (request: AuthorizeRequest, token: string, expiresInS: number): string => {
  const entries = {
    access_token: token,
    scope: request.scopes.join(" "),
    token_type: "bearer",
    expires_in: String(expiresInS),
  };
  return `${request.redirectUri}#${pairs(request.state, entries)}`;
};
