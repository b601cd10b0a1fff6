/** Parameters of the endpoints that programs call: in a form's body or in the address, since some libraries put them there. */
import type { Context } from "hono";
import type { App } from "../env.ts";

/** The value of a parameter; null for one that is missing or empty. The body counts before the address. */
export type Parameters = (name: string) => string | null;

export async function parametersOf(c: Context<App>): Promise<Parameters> {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(c.req.header("Content-Type") ?? "");
  const body = isForm ? await formOf(c) : new URLSearchParams();
  const query = new URL(c.req.url).searchParams;
  return (name) => {
    const value = body.get(name) ?? query.get(name) ?? "";
    return value === "" ? null : value;
  };
}

/** The fields of a form's body. Read as bytes, since a form's type is no text to the runtime. */
export const formOf = async (c: Context<App>): Promise<URLSearchParams> =>
  new URLSearchParams(new TextDecoder().decode(await c.req.arrayBuffer()));
