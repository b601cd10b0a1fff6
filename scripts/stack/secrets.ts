/** The tokens of a local installation: made once, kept in the state folder where only its owner reads them, never printed. */
import { createHmac, randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { createWhole, readWhole } from "./whole-file.ts";

/** Bytes of randomness in a token. */
const TOKEN_BYTES = 32;

const tokenSchema = v.pipe(v.string(), v.minLength(TOKEN_BYTES));
const secretsSchema = v.object({ nodeToken: tokenSchema, operatorToken: tokenSchema });
export type Secrets = Readonly<v.InferOutput<typeof secretsSchema>> & {
  /** What chat tickets are signed with: made of the operator's token, so that older installations have one too. */
  readonly chatSecret: string;
  /** What accounts' cookies are signed with, made likewise. */
  readonly authSecret: string;
};

/** Reads the secrets of a state folder, made first when there are none. */
export async function readSecrets(stateDir: string): Promise<Secrets> {
  const file = join(stateDir, "secrets.json");
  const found = await readWhole(file, secretsSchema);
  if (found !== null) {
    const derived = (purpose: string): string => secretOf(found.operatorToken, purpose);
    return { ...found, chatSecret: derived("chat tickets"), authSecret: derived("account cookies") };
  }
  const token = (): string => randomBytes(TOKEN_BYTES).toString("base64url");
  await mkdir(stateDir, { recursive: true });
  await createWhole(file, { nodeToken: token(), operatorToken: token() });
  // Read back: where another process made them in this moment, theirs count.
  return readSecrets(stateDir);
}

const secretOf = (operatorToken: string, purpose: string): string =>
  createHmac("sha256", operatorToken).update(purpose).digest("base64url");
