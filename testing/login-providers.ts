/**
 * Google and GitHub as they log people in (OpenID Connect Core 1.0; GitHub's web application flow), for tests inside workerd: their token and user
 * addresses answered in place of the network. Holds what RFC 6749 and RFC 7636 ask of a provider: a code is good once, for its redirection and verifier.
 */
import { vi } from "vitest";

export type ProviderPerson = {
  /** At the provider. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly verified: boolean;
};

export const PROVIDER_SETTINGS = {
  GOOGLE_CLIENT_ID: "google-id",
  GOOGLE_CLIENT_SECRET: "google-secret",
  GITHUB_CLIENT_ID: "github-id",
  GITHUB_CLIENT_SECRET: "github-secret",
} as const;

type Issued = {
  readonly person: ProviderPerson;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce: string | null;
};

const RS256 = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};
const KEY_ID = "test-key";

export class LoginProviders {
  /** What they were asked for, without what was asked. */
  readonly asked: string[] = [];
  readonly #codes = new Map<string, Issued>();
  readonly #tokens = new Map<string, ProviderPerson>();
  #keys: Promise<CryptoKeyPair> | null = null;

  /** Answers the network's requests to the providers from now on; any other request fails. */
  listen(): void {
    vi.spyOn(globalThis, "fetch").mockImplementation((input, init) => this.#answer(new Request(input, init)));
  }

  /** The person says yes on the provider's page: where the browser goes next, as path and query of our site. */
  allow(address: string, person: ProviderPerson): string {
    const { searchParams } = new URL(address);
    const redirectUri = searchParams.get("redirect_uri") ?? "";
    const code = crypto.randomUUID();
    this.#codes.set(code, {
      person,
      clientId: searchParams.get("client_id") ?? "",
      redirectUri,
      challenge: searchParams.get("code_challenge") ?? "",
      nonce: searchParams.get("nonce"),
    });
    return back(redirectUri, { code, state: searchParams.get("state") ?? "" });
  }

  deny(address: string): string {
    const { searchParams } = new URL(address);
    const answer = { error: "access_denied", state: searchParams.get("state") ?? "" };
    return back(searchParams.get("redirect_uri") ?? "", answer);
  }

  async #answer(request: Request): Promise<Response> {
    const { host, pathname } = new URL(request.url);
    this.asked.push(`${request.method} ${host}${pathname}`);
    switch (`${request.method} ${host}${pathname}`) {
      case "POST oauth2.googleapis.com/token":
        return this.#exchange(request, "google-secret", async (issued) => ({ id_token: await this.#idToken(issued) }));
      case "POST github.com/login/oauth/access_token":
        return this.#exchange(request, "github-secret", async () => ({ scope: "read:user,user:email" }));
      case "GET www.googleapis.com/oauth2/v3/certs":
        return Response.json({ keys: [await this.#publicKey()] });
      case "GET api.github.com/user":
        return this.#user(request, ({ id, name }) => ({ id: Number(id), login: name, name, email: null }));
      case "GET api.github.com/user/emails":
        return this.#user(request, ({ email, verified }) => [{ email, verified, primary: true }]);
      default:
        throw new Error(`nobody answers at ${request.url}`);
    }
  }

  async #exchange(request: Request, secret: string, more: (issued: Issued) => Promise<object>): Promise<Response> {
    const form = new URLSearchParams(await request.text());
    const code = form.get("code") ?? "";
    const issued = this.#codes.get(code);
    this.#codes.delete(code);
    const isRight =
      issued !== undefined &&
      form.get("client_id") === issued.clientId &&
      form.get("client_secret") === secret &&
      form.get("redirect_uri") === issued.redirectUri &&
      (await challengeOf(form.get("code_verifier") ?? "")) === issued.challenge;
    if (!isRight) return Response.json({ error: "invalid_grant" }, { status: 400 });
    const token = `provider-token-${crypto.randomUUID()}`;
    this.#tokens.set(token, issued.person);
    return Response.json({ access_token: token, token_type: "bearer", expires_in: 3600, ...(await more(issued)) });
  }

  #user(request: Request, shown: (person: ProviderPerson) => object): Response {
    const token = request.headers.get("Authorization")?.replace(/^Bearer /, "") ?? "";
    const person = this.#tokens.get(token);
    return person === undefined ? Response.json({}, { status: 401 }) : Response.json(shown(person));
  }

  async #idToken({ person, clientId, nonce }: Issued): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: "https://accounts.google.com",
      aud: clientId,
      sub: person.id,
      email: person.email,
      email_verified: person.verified,
      name: person.name,
      iat: now,
      exp: now + 3600,
      ...(nonce === null ? {} : { nonce }),
    };
    const signed = `${jsonPart({ alg: "RS256", kid: KEY_ID, typ: "JWT" })}.${jsonPart(claims)}`;
    const { privateKey } = await this.#keyPair();
    const signature = await crypto.subtle.sign(RS256.name, privateKey, new TextEncoder().encode(signed));
    return `${signed}.${base64url(new Uint8Array(signature))}`;
  }

  async #publicKey(): Promise<object> {
    const { publicKey } = await this.#keyPair();
    return { ...(await crypto.subtle.exportKey("jwk", publicKey)), kid: KEY_ID, alg: "RS256", use: "sig" };
  }

  #keyPair(): Promise<CryptoKeyPair> {
    this.#keys ??= newKeys();
    return this.#keys;
  }
}

async function newKeys(): Promise<CryptoKeyPair> {
  const pair = await crypto.subtle.generateKey(RS256, true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new Error("no pair of keys was made");
  return pair;
}

function back(redirectUri: string, query: Readonly<Record<string, string>>): string {
  const { pathname } = new URL(redirectUri);
  return `${pathname}?${new URLSearchParams(query)}`;
}

async function challengeOf(verifier: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
}

const jsonPart = (value: object): string => base64url(new TextEncoder().encode(JSON.stringify(value)));

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
