/** People who are signed in, apps that ask them, and the pages between, for tests inside workerd. Speaks HTTP; only sessions are made by hand. */
import type { EdgeWorld } from "./edge-world.ts";
import { type FormPage, formOf } from "./form-page.ts";

const ORIGIN = "https://rill.test";
const DAY_MS = 24 * 3600 * 1000;

export type Person = {
  readonly id: string;
  readonly login: string;
  /** As a page of this site sends them. */
  readonly headers: { readonly Cookie: string; readonly Origin: string };
};
export type TestApp = { readonly clientId: string; readonly secret: string | null; readonly redirectUri: string };
export type Parameters = Readonly<Record<string, string>>;
export type Json = readonly [status: number, body: unknown];

export class OauthWorld {
  readonly #world: EdgeWorld;
  readonly #db: D1Database;

  constructor(world: EdgeWorld, db: D1Database) {
    this.#world = world;
    this.#db = db;
  }

  async person(login: string): Promise<Person> {
    const id = await this.#world.createUser(login);
    const secret = login.padEnd(43, "_");
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret));
    const hash = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const now = Date.now();
    await this.#db
      .prepare("INSERT INTO sessions (hash, user_id, created_at, expires_at, seen_at) VALUES (?, ?, ?, ?, ?)")
      .bind(hash, Number(id), now, now + DAY_MS, now)
      .run();
    return { id, login, headers: { Cookie: `rill_session=${secret}`, Origin: ORIGIN } };
  }

  /** A request of one of our own pages, with a JSON body. */
  async ask(person: Person | null, method: string, path: string, body?: unknown): Promise<Json> {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = { ...person?.headers, "Content-Type": "application/json" };
    const answer = await this.#world.request(path, { method, headers, ...init });
    const text = await answer.text();
    return [answer.status, text === "" ? null : JSON.parse(text)];
  }

  async app(owner: Person, { kind = "confidential", redirectUri = "https://app.example/back" } = {}): Promise<TestApp> {
    const [status, body] = await this.ask(owner, "POST", "/api/apps", {
      name: "Bot",
      kind,
      redirectUris: [redirectUri],
    });
    if (status !== 201) throw new Error(`the app was not made: ${JSON.stringify(body)}`);
    const { clientId, secret } = body as { clientId: string; secret: string | null };
    return { clientId, secret, redirectUri };
  }

  authorizePath(app: TestApp, more: Parameters = {}): string {
    const asked = { client_id: app.clientId, redirect_uri: app.redirectUri, response_type: "code", ...more };
    return `/oauth2/authorize?${new URLSearchParams(asked)}`;
  }

  page(person: Person | null, path: string, headers: Parameters = {}): Promise<Response> {
    return this.#world.request(path, {
      headers: { ...(person === null ? {} : { Cookie: person.headers.Cookie }), ...headers },
    });
  }

  async form(person: Person, path: string): Promise<FormPage> {
    const answer = await this.page(person, path);
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return formOf(await answer.text());
  }

  submit(
    person: Person,
    { action, fields }: Pick<FormPage, "action" | "fields">,
    more: Parameters,
    headers: Parameters = {},
  ) {
    return this.#world.request(action, {
      method: "POST",
      headers: { ...person.headers, "Content-Type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams({ ...fields, ...more }).toString(),
      redirect: "manual",
    });
  }

  /** Where the person's browser goes after "Allow". */
  async allowed(person: Person, app: TestApp, more: Parameters = {}): Promise<URL> {
    const form = await this.form(person, this.authorizePath(app, more));
    const answer = await this.submit(person, form, { decision: "allow" });
    return new URL(answer.headers.get("Location") ?? "", ORIGIN);
  }

  async code(person: Person, app: TestApp, more: Parameters = {}): Promise<string> {
    const location = await this.allowed(person, app, { force_verify: "true", ...more });
    return location.searchParams.get("code") ?? "";
  }

  /** A call of a program, its parameters in a form's body. */
  async post(path: string, parameters: Parameters, headers: Parameters = {}): Promise<Json> {
    const answer = await this.#world.request(path, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams(parameters).toString(),
    });
    const text = await answer.text();
    return [answer.status, text === "" ? null : JSON.parse(text)];
  }

  /** What the app itself sends along to exchange something for tokens. */
  exchange(app: TestApp, parameters: Parameters): Promise<Json> {
    const secret: Parameters = app.secret === null ? {} : { client_secret: app.secret };
    return this.post("/oauth2/token", { client_id: app.clientId, ...secret, ...parameters });
  }

  async tokens(app: TestApp, code: string, more: Parameters = {}): Promise<{ access: string; refresh: string }> {
    const parameters = { grant_type: "authorization_code", code, redirect_uri: app.redirectUri, ...more };
    const [status, body] = await this.exchange(app, parameters);
    if (status !== 200) throw new Error(`no tokens came: ${JSON.stringify(body)}`);
    const { access_token: access, refresh_token: refresh } = body as { access_token: string; refresh_token: string };
    return { access, refresh };
  }

  async validate(token: string): Promise<Json> {
    const answer = await this.#world.request("/oauth2/validate", { headers: { Authorization: `OAuth ${token}` } });
    return [answer.status, await answer.json()];
  }
}
