/** Passkeys in this browser: whether there are any, making one, showing one. The options come from the site and are read before they are used. */
import * as v from "valibot";
import {
  addPasskeySchema,
  type PasskeyMade,
  type PasskeyOptions,
  type PasskeyShown,
  usePasskeySchema,
} from "#protocol/accounts/security.ts";

const descriptorSchema = v.object({
  id: v.string(),
  type: v.string(),
  transports: v.exactOptional(v.array(v.string())),
});

const requestSchema = v.object({
  challenge: v.string(),
  timeout: v.exactOptional(v.number()),
  rpId: v.exactOptional(v.string()),
  userVerification: v.exactOptional(v.string()),
  allowCredentials: v.exactOptional(v.array(descriptorSchema)),
});

const creationSchema = v.object({
  challenge: v.string(),
  rp: v.object({ name: v.string(), id: v.exactOptional(v.string()) }),
  user: v.object({ id: v.string(), name: v.string(), displayName: v.string() }),
  pubKeyCredParams: v.array(v.object({ type: v.literal("public-key"), alg: v.number() })),
  timeout: v.exactOptional(v.number()),
  attestation: v.exactOptional(v.string()),
  excludeCredentials: v.exactOptional(v.array(descriptorSchema)),
  authenticatorSelection: v.exactOptional(
    v.object({
      authenticatorAttachment: v.exactOptional(v.picklist(["platform", "cross-platform"])),
      requireResidentKey: v.exactOptional(v.boolean()),
      residentKey: v.exactOptional(v.picklist(["discouraged", "preferred", "required"])),
      userVerification: v.exactOptional(v.picklist(["discouraged", "preferred", "required"])),
    }),
  ),
});

export const hasPasskeys = (): boolean =>
  "PublicKeyCredential" in globalThis && "parseRequestOptionsFromJSON" in PublicKeyCredential;

/** What the browser gave, to be sent to the site; null when the person did not go through with it, or nothing fits. */
export function showPasskey(options: PasskeyOptions): Promise<PasskeyShown | null> {
  return quietly(usePasskeySchema.entries.response, async () => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(v.parse(requestSchema, options));
    return navigator.credentials.get({ publicKey });
  });
}

/** The same for a new one. */
export function makePasskey(options: PasskeyOptions): Promise<PasskeyMade | null> {
  return quietly(addPasskeySchema.entries.response, async () => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(v.parse(creationSchema, options));
    return navigator.credentials.create({ publicKey });
  });
}

async function quietly<Schema extends v.GenericSchema>(
  schema: Schema,
  act: () => Promise<Credential | null>,
): Promise<v.InferOutput<Schema> | null> {
  try {
    const made = await act();
    return made instanceof PublicKeyCredential ? v.parse(schema, made.toJSON()) : null;
  } catch {
    // Cancelled, timed out, or the device has none: the browser has said so itself.
    return null;
  }
}
