import { expect, test } from "vitest";
import {
  codeLocation,
  errorLocation,
  MAX_STATE_LENGTH,
  readAuthorizeRequest,
  tokenLocation,
} from "./authorize-request.ts";

const BACK = "https://app.example/back";
const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const app = { redirectUris: [BACK, "https://app.example/?a=b"], isPublic: false };
const asked = { redirect_uri: BACK, response_type: "code", scope: "chat:read" };

const read = (parameters: Record<string, string>, of = app) =>
  readAuthorizeRequest(new URLSearchParams(parameters), of);

test("a request is read as it was meant", () => {
  const parameters = {
    ...asked,
    state: "s t",
    force_verify: "true",
    code_challenge: CHALLENGE,
    code_challenge_method: "S256",
  };
  expect(read(parameters)).toEqual({
    kind: "request",
    request: {
      responseType: "code",
      redirectUri: BACK,
      scopes: ["chat:read"],
      state: "s t",
      forceVerify: true,
      challenge: CHALLENGE,
    },
  });
  expect(read({ redirect_uri: BACK, response_type: "token" })).toEqual({
    kind: "request",
    request: { responseType: "token", redirectUri: BACK, scopes: [], state: null, forceVerify: false, challenge: null },
  });
});

test.each([
  ["no address", { redirect_uri: "" }, "missing redirect_uri"],
  [
    "another address",
    { redirect_uri: "https://evil.example/" },
    "Parameter redirect_uri does not match registered URI",
  ],
  ["a longer address", { redirect_uri: `${BACK}/x` }, "Parameter redirect_uri does not match registered URI"],
  ["a slash more", { redirect_uri: `${BACK}/` }, "Parameter redirect_uri does not match registered URI"],
  ["a way around", { redirect_uri: `${BACK}/../evil` }, "Parameter redirect_uri does not match registered URI"],
  ["capitals", { redirect_uri: BACK.toUpperCase() }, "Parameter redirect_uri does not match registered URI"],
  ["no response type", { response_type: "" }, "response_type is code or token"],
  ["another response type", { response_type: "token id_token" }, "response_type is code or token"],
  ["an unknown scope", { scope: "chat:read all" }, "invalid scope requested: 'all'"],
  ["PKCE in plain", { code_challenge: CHALLENGE, code_challenge_method: "plain" }, "code_challenge_method is S256"],
  ["PKCE in plain, unsaid", { code_challenge: CHALLENGE }, "code_challenge_method is S256"],
  ["a method alone", { code_challenge_method: "S256" }, "missing code_challenge"],
  ["a short challenge", { code_challenge: "short", code_challenge_method: "S256" }, "invalid code_challenge"],
  ["a state that is too long", { state: "s".repeat(MAX_STATE_LENGTH + 1) }, "state is too long"],
])("a request with %s is refused, and sends nobody anywhere", (_, change, message) => {
  expect(read({ ...asked, ...change })).toEqual({ kind: "refused", message });
});

test("a state may be as long as it may", () => {
  expect(read({ ...asked, state: "s".repeat(MAX_STATE_LENGTH) }).kind).toBe("request");
});

test("a public app's code needs a challenge, its token none", () => {
  const open = { ...app, isPublic: true };
  expect(read(asked, open)).toEqual({ kind: "refused", message: "a public app sends a code_challenge" });
  expect(read({ ...asked, response_type: "token" }, open).kind).toBe("request");
  expect(read({ ...asked, code_challenge: CHALLENGE, code_challenge_method: "S256" }, open).kind).toBe("request");
});

test("what goes back stands in the query, a token in the fragment, and nothing breaks out of its place", () => {
  const state = "a&code=x#y\r\n";
  const request = {
    responseType: "code",
    redirectUri: BACK,
    scopes: ["chat:read", "chat:edit"],
    state,
    forceVerify: false,
    challenge: null,
  } as const;
  expect(codeLocation(request, "abc")).toBe(
    `${BACK}?code=abc&scope=chat%3Aread+chat%3Aedit&state=a%26code%3Dx%23y%0D%0A`,
  );
  expect(codeLocation({ ...request, redirectUri: "https://app.example/?a=b", state: null }, "abc")).toBe(
    "https://app.example/?a=b&code=abc&scope=chat%3Aread+chat%3Aedit",
  );
  expect(tokenLocation({ ...request, state: "s" }, "tok", 60)).toBe(
    `${BACK}#access_token=tok&scope=chat%3Aread+chat%3Aedit&token_type=bearer&expires_in=60&state=s`,
  );
  expect(errorLocation({ redirectUri: BACK, state: "s" }, "access_denied", "The user denied you access")).toBe(
    `${BACK}?error=access_denied&error_description=The+user+denied+you+access&state=s`,
  );
});
