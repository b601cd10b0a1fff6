/** Proof Key for Code Exchange (RFC 7636), method S256 alone: `plain` would show the proof to whoever sees the address. */

/** RFC 7636 4.1. */
const VERIFIER = /^[A-Za-z0-9\-._~]{43,128}$/;

/** Whether the verifier that comes with a code fits the challenge that the code was asked for with. One without the other never does. */
export async function isProven(challenge: string | null, verifier: string | null): Promise<boolean> {
  if (challenge === null || verifier === null) return challenge === verifier;
  if (!VERIFIER.test(verifier)) return false;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return base64Url(new Uint8Array(digest)) === challenge;
}

const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
