/**
 * A push service and the browser behind it, as the world has them: checks who sends (VAPID, RFC 8292), and reads what it is sent with the
 * browser's own keys (RFC 8291, RFC 8188). Written from the RFCs, and not from what sends.
 */

export type Pushed = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What the token says. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** The site's key, as the sender shows it: base64url. */
  readonly key: string;
  readonly text: string;
};

/** Bytes of the salt and of the rest of the header before the sender's key (RFC 8188 2.1). */
const SALT = 16;
const KEY_LENGTH_AT = SALT + 4;

const encode = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(new TextEncoder().encode(text));
export const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));

const joined = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

async function hkdf(
  secret: Uint8Array<ArrayBuffer>,
  salt: Uint8Array<ArrayBuffer>,
  info: Uint8Array<ArrayBuffer>,
  bytes: number,
) {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, bytes * 8));
}

export class FakePushService {
  readonly received: Pushed[] = [];
  readonly #keys: CryptoKeyPair;
  readonly #point: Uint8Array<ArrayBuffer>;
  readonly #auth: Uint8Array<ArrayBuffer>;

  private constructor(keys: CryptoKeyPair, point: Uint8Array<ArrayBuffer>, auth: Uint8Array<ArrayBuffer>) {
    this.#keys = keys;
    this.#point = point;
    this.#auth = auth;
  }

  static async open(): Promise<FakePushService> {
    const made = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
    if (!("privateKey" in made)) throw new Error("a pair of keys expected");
    const point = await crypto.subtle.exportKey("raw", made.publicKey);
    if (!(point instanceof ArrayBuffer)) throw new Error("a point expected");
    return new FakePushService(made, new Uint8Array(point), crypto.getRandomValues(new Uint8Array(16)));
  }

  /** As `PushSubscription.toJSON()` has them. */
  get subscriptionKeys(): { readonly p256dh: string; readonly auth: string } {
    return { p256dh: base64url(this.#point), auth: base64url(this.#auth) };
  }

  /** Answers 201 for a push that it could read, 400 for any other. */
  readonly fetch = async (request: Request): Promise<Response> => {
    const headers = Object.fromEntries(request.headers);
    const [, token = "", key = ""] = /^vapid t=([^,]+), ?k=(.+)$/.exec(headers["authorization"] ?? "") ?? [];
    const claims = await claimsOf(token, key);
    const text = await this.#read(new Uint8Array(await request.arrayBuffer())).catch(() => null);
    if (claims === null || text === null) return new Response(null, { status: 400 });
    this.received.push({ url: request.url, headers, claims, key, text });
    return new Response(null, { status: 201 });
  };

  async #read(body: Uint8Array<ArrayBuffer>): Promise<string> {
    const keyEnd = KEY_LENGTH_AT + 1 + (body[KEY_LENGTH_AT] ?? 0);
    const salt = body.slice(0, SALT);
    const sender = body.slice(KEY_LENGTH_AT + 1, keyEnd);
    const curve = { name: "ECDH", namedCurve: "P-256" };
    const public_ = await crypto.subtle.importKey("raw", sender, curve, false, []);
    // The runtime's types have another name for the field; the runtime itself has the standard's.
    const agreement = { name: "ECDH", public: public_ };
    const shared = await crypto.subtle.deriveBits(agreement, this.#keys.privateKey, 256);
    const info = joined(encode("WebPush: info\0"), this.#point, sender);
    const secret = await hkdf(new Uint8Array(shared), this.#auth, info, 32);
    const iv = await hkdf(secret, salt, encode("Content-Encoding: nonce\0"), 12);
    const raw = await hkdf(secret, salt, encode("Content-Encoding: aes128gcm\0"), 16);
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
    const plain = new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, body.slice(keyEnd)));
    const end = plain.findLastIndex((byte) => byte !== 0);
    // The last record ends with 2 before its padding (RFC 8188 2).
    if (plain[end] !== 2) throw new Error("the record has no end");
    return new TextDecoder().decode(plain.slice(0, end));
  }
}

/** Null for a token that the key did not sign. */
async function claimsOf(token: string, key: string): Promise<Pushed["claims"] | null> {
  const [header = "", payload = "", signature = ""] = token.split(".");
  try {
    const curve = { name: "ECDSA", namedCurve: "P-256" };
    const public_ = await crypto.subtle.importKey("raw", bytesOf(key), curve, false, ["verify"]);
    const how = { name: "ECDSA", hash: "SHA-256" };
    const isRight = await crypto.subtle.verify(how, public_, bytesOf(signature), encode(`${header}.${payload}`));
    return isRight ? JSON.parse(new TextDecoder().decode(bytesOf(payload))) : null;
  } catch {
    return null;
  }
}
