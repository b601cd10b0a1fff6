/** The apps that one has registered for the API: `/api/apps`. */
import * as v from "valibot";
import {
  type AppKind,
  appSchema,
  appsSchema,
  type CreatedApp,
  createdAppSchema,
  type OwnApp,
} from "#protocol/oauth/app.ts";
import { type ApiAnswer, ask, nothing, withJson } from "../ask.ts";

const readCreated = (body: unknown): CreatedApp => v.parse(createdAppSchema, body);

export const getApps = (signal: AbortSignal): Promise<ApiAnswer<readonly OwnApp[]>> =>
  ask("/api/apps", { signal }, (body) => v.parse(appsSchema, body).apps);

export type AppWords = { readonly name: string; readonly redirectUris: readonly string[] };

export const makeApp = (kind: AppKind, words: AppWords): Promise<ApiAnswer<CreatedApp>> =>
  ask("/api/apps", withJson("POST", { kind, ...words }), readCreated);

export const changeApp = (clientId: string, words: AppWords): Promise<ApiAnswer<OwnApp>> =>
  ask(`/api/apps/${clientId}`, withJson("PATCH", words), (body) => v.parse(appSchema, body));

/** The secret that was there before is worth nothing any more. */
export const renewSecret = (clientId: string): Promise<ApiAnswer<CreatedApp>> =>
  ask(`/api/apps/${clientId}/secret`, { method: "POST" }, readCreated);

export const deleteApp = (clientId: string): Promise<ApiAnswer<null>> =>
  ask(`/api/apps/${clientId}`, { method: "DELETE" }, nothing);
