/** Hashes of passwords: scrypt, since the platform caps the rounds of PBKDF2. A hash names its own costs, so that they may grow. */
import { scrypt } from "node:crypto";

/** Costs of a new hash: 32 MiB and some 80 ms, of the 128 MiB that an isolate has. Only one is computed at a time there. */
const LOG_N = 15;
const BLOCK = 8;
const LANES = 1;
/** A stored hash may ask for this much at most: twice as much as a new one. */
const MAX_LOG_N = 16;
/** Bytes that scrypt may take: its blocks take 128 * N * r, and a little is needed beside them. */
const memoryOf = (logN: number, block: number): number => 128 * 2 ** logN * block + 1024 * 1024;
const SALT_BYTES = 16;
const KEY_BYTES = 32;

const STORED = /^scrypt\$(\d{1,2})\$(\d)\$(\d)\$([A-Za-z0-9_-]{22})\$([A-Za-z0-9_-]{43})$/;

/** `scrypt$<log2 of N>$<r>$<p>$<salt>$<key>`, the last two base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const key = await derive(password, salt, LOG_N, BLOCK, LANES);
  return `scrypt$${LOG_N}$${BLOCK}$${LANES}$${encode(salt)}$${encode(key)}`;
}

/** Whether a password is that of a hash, compared in constant time. What is no hash of ours fits no password. */
export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [, logN, block, lanes, salt, key] = STORED.exec(stored) ?? [];
  if (salt === undefined || key === undefined || Number(logN) > MAX_LOG_N) return false;
  const given = await derive(password, decode(salt), Number(logN), Number(block), Number(lanes));
  return crypto.subtle.timingSafeEqual(given, decode(key));
}

function derive(password: string, salt: Uint8Array, logN: number, r: number, p: number): Promise<Uint8Array> {
  // NFKC: the same password typed on another keyboard is the same bytes (NIST SP 800-63B 5.1.1.2).
  const bytes = new TextEncoder().encode(password.normalize("NFKC"));
  return new Promise((resolve, reject) => {
    scrypt(bytes, salt, KEY_BYTES, { N: 2 ** logN, r, p, maxmem: memoryOf(logN, r) }, (fault, key) => {
      if (fault === null) resolve(new Uint8Array(key));
      else reject(fault);
    });
  });
}

const encode = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const decode = (text: string): Uint8Array =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
