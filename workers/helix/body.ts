/** Reads the JSON body of a request through its schema, and refuses one that does not fit in Twitch's words. */
import * as v from "valibot";
import { MAX_JSON_BYTES } from "../body-limit.ts";
import type { Call } from "./endpoint.ts";
import { badRequest, HelixFault, malformed, missing } from "./fault.ts";

/** The first thing that is missing or wrong is named. */
export async function bodyOf<S extends v.GenericSchema>({ c }: Call, schema: S): Promise<v.InferOutput<S>> {
  const read = v.safeParse(schema, await jsonOf(c.req.raw));
  if (read.success) return read.output;
  const [issue] = read.issues;
  const name = v.getDotPath(issue) ?? "";
  if (name === "") throw noObject();
  throw issue.received === "undefined" ? missing(name) : malformed(name, issue.message);
}

async function jsonOf(request: Request): Promise<unknown> {
  const value = parsed(await boundedText(request));
  // A list too would count as an object without keys.
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw noObject();
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw noObject();
  }
}

const noObject = (): HelixFault => badRequest("The request's body must be a JSON object.");

/** Reads no more than a body may have, whatever it says of its length. */
async function boundedText(request: Request): Promise<string> {
  const decoder = new TextDecoder();
  const body: ReadableStream<Uint8Array> | null = request.body;
  let [text, bytes] = ["", 0];
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_JSON_BYTES) throw new HelixFault(413, `A body has at most ${MAX_JSON_BYTES} bytes here.`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
