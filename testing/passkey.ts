/** An authenticator in software (W3C WebAuthn 2): makes a credential without attestation, and signs challenges with it. */

export type Credential = { readonly id: string; readonly key: CryptoKey };

const RP_ID = "rill.test";
const ES256 = { name: "ECDSA", namedCurve: "P-256" } as const;
/** Flags of authenticator data (6.1): the person is there; was asked who they are; a credential follows. */
const PRESENT = 0x01;
const VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

export async function newCredential(
  origin: string,
  challenge: string,
): Promise<{ readonly credential: Credential; readonly registration: object }> {
  const pair = await crypto.subtle.generateKey(ES256, true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new Error("no pair of keys was made");
  const exported = await crypto.subtle.exportKey("raw", pair.publicKey);
  if (!(exported instanceof ArrayBuffer)) throw new Error("the public key was not exported as bytes");
  const point = new Uint8Array(exported);
  const id = crypto.getRandomValues(new Uint8Array(16));
  // COSE_Key: {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
  const cose = concat(
    [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 32],
    point.slice(1, 33),
    [0x22, 0x58, 32],
    point.slice(33, 65),
  );
  const credentialData = concat(new Uint8Array(16), [0, id.length], id, cose);
  const data = concat(await authenticatorData(PRESENT | VERIFIED | HAS_CREDENTIAL), credentialData);
  // {"fmt": "none", "attStmt": {}, "authData": h'...'}
  const attestation = concat(
    [0xa3, 0x63],
    text("fmt"),
    [0x64],
    text("none"),
    [0x67],
    text("attStmt"),
    [0xa0, 0x68],
    text("authData"),
    [0x59, data.length >> 8, data.length & 255],
    data,
  );
  const registration = {
    id: base64url(id),
    rawId: base64url(id),
    type: "public-key",
    response: {
      clientDataJSON: base64url(clientData("webauthn.create", origin, challenge)),
      attestationObject: base64url(attestation),
      transports: ["internal"],
    },
  };
  return { credential: { id: base64url(id), key: pair.privateKey }, registration };
}

export async function signChallenge(
  { id, key }: Credential,
  origin: string,
  challenge: string,
  isVerified = true,
): Promise<object> {
  const client = clientData("webauthn.get", origin, challenge);
  const data = await authenticatorData(isVerified ? PRESENT | VERIFIED : PRESENT);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", client));
  const raw = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, concat(data, hash));
  return {
    id,
    rawId: id,
    type: "public-key",
    response: {
      clientDataJSON: base64url(client),
      authenticatorData: base64url(data),
      signature: base64url(derSignature(new Uint8Array(raw))),
      userHandle: null,
    },
  };
}

/** Hash of the site, flags, and a counter that stays at zero, as it does with passkeys that are synchronised. */
async function authenticatorData(flags: number): Promise<Uint8Array> {
  const site = new Uint8Array(await crypto.subtle.digest("SHA-256", text(RP_ID)));
  return concat(site, [flags, 0, 0, 0, 0]);
}

const clientData = (type: string, origin: string, challenge: string): Uint8Array =>
  text(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

/** WebCrypto gives r and s side by side; WebAuthn has them in DER (RFC 3279 2.2.3). */
function derSignature(raw: Uint8Array): Uint8Array {
  const half = raw.length / 2;
  const numbers = [raw.slice(0, half), raw.slice(half)].map(derInteger);
  const body = concat(...numbers);
  return concat([0x30, body.length], body);
}

function derInteger(bytes: Uint8Array): Uint8Array {
  const start = bytes.findIndex((byte) => byte !== 0);
  const digits = bytes.slice(start);
  const padded = (digits[0] ?? 0) >= 0x80 ? concat([0], digits) : digits;
  return concat([0x02, padded.length], padded);
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

function concat(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
