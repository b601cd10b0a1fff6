/** A person's browser as the Worker sees it: keeps cookies, names its origin, and reads the mails of a development site. */
import type { EdgeWorld } from "./edge-world.ts";

export const SITE = "https://rill.test";
export const PASSWORD = "correct horse battery";

export type Answer = {
  readonly status: number;
  readonly body: unknown;
  readonly response: Response;
  /** The body, read as what the test expects of it. */
  json<T>(): T;
};
type Asked = { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> };

let addresses = 0;

/** An address that nobody had before, so that the limits of one test are not those of another. */
export function newAddress(): string {
  addresses++;
  return `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`;
}

export class Browser {
  readonly cookies = new Map<string, string>();
  readonly #world: EdgeWorld;
  readonly #address: string;

  constructor(world: EdgeWorld, address = newAddress()) {
    this.#world = world;
    this.#address = address;
  }

  /** What the browser would send. */
  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  async send(method: string, path: string, { body, headers = {} }: Asked = {}): Promise<Answer> {
    const init: RequestInit = {
      method,
      redirect: "manual",
      headers: {
        "CF-Connecting-IP": this.#address,
        Origin: SITE,
        ...(this.cookies.size === 0 ? {} : { Cookie: this.cookie }),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const response = await this.#world.request(path, init);
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    const text = await response.clone().text();
    const isJson = response.headers.get("Content-Type")?.includes("json") === true;
    const json = <T>(): T => JSON.parse(text);
    return { status: response.status, body: isJson ? json<unknown>() : text, response, json };
  }

  get(path: string): Promise<Answer> {
    return this.send("GET", path);
  }

  post(path: string, body: unknown = {}): Promise<Answer> {
    return this.send("POST", path, { body });
  }

  #keep(cookie: string): void {
    const [pair = ""] = cookie.split(";");
    const at = pair.indexOf("=");
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    if (value === "" || /; Max-Age=0(?:;|$)/i.test(cookie)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

export type SentMail = { readonly to: string; readonly subject: string; readonly text: string };

export async function mailsTo(world: EdgeWorld, address: string): Promise<SentMail[]> {
  const response = await world.request("/debug/mails");
  const { mails } = await response.json<{ mails: SentMail[] }>();
  return mails.filter(({ to }) => to === address);
}

/** The secret of the link in the newest mail to an address. */
export async function linkToken(world: EdgeWorld, address: string): Promise<string> {
  const mail = (await mailsTo(world, address)).at(-1);
  const token = /#token=([A-Za-z0-9_-]+)/.exec(mail?.text ?? "")?.[1];
  if (token === undefined) throw new Error(`no mail with a link came to ${address}`);
  return token;
}

export type NewPerson = { readonly login: string; readonly displayName?: string; readonly password?: string };

/** Signs up, uses the link in the mail, and is logged in. */
export async function signUp(
  world: EdgeWorld,
  { login, displayName, password = PASSWORD }: NewPerson,
): Promise<Browser> {
  const browser = new Browser(world);
  const email = `${login}@mail.test`;
  const named = displayName === undefined ? {} : { displayName };
  const begun = await browser.post("/api/auth/sign-up", { email, password, login, ...named });
  if (begun.status !== 202) throw new Error(`the sign-up was refused: ${JSON.stringify(begun.body)}`);
  const done = await browser.post("/api/auth/verify-mail", { token: await linkToken(world, email), password });
  if (done.status !== 201) throw new Error(`the mail was not confirmed: ${JSON.stringify(done.body)}`);
  return browser;
}

/** Logs in from another browser. */
export async function logIn(world: EdgeWorld, name: string, password = PASSWORD): Promise<Browser> {
  const browser = new Browser(world);
  const answer = await browser.post("/api/auth/log-in", { name, password });
  if (answer.status !== 200) throw new Error(`the log-in was refused: ${JSON.stringify(answer.body)}`);
  return browser;
}
