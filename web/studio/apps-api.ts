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
import { type ApiAnswer, ask, nothing } from "../ask.ts";
import { api, until } from "../client.ts";

const ownSchema = v.pipe(
  appsSchema,
  v.transform(({ apps }): readonly OwnApp[] => apps),
);

export const getApps = (signal: AbortSignal): Promise<ApiAnswer<readonly OwnApp[]>> =>
  ask(api.apps.$get({}, until(signal)), ownSchema);

export type AppWords = { readonly name: string; readonly redirectUris: readonly string[] };

const bodyOf = ({ name, redirectUris }: AppWords) => ({ name, redirectUris: [...redirectUris] });

export const makeApp = (kind: AppKind, words: AppWords): Promise<ApiAnswer<CreatedApp>> =>
  ask(api.apps.$post({ json: { kind, ...bodyOf(words) } }), createdAppSchema);

export const changeApp = (clientId: string, words: AppWords): Promise<ApiAnswer<OwnApp>> =>
  ask(api.apps[":clientId"].$patch({ param: { clientId }, json: bodyOf(words) }), appSchema);

/** The secret that was there before is worth nothing any more. */
export const renewSecret = (clientId: string): Promise<ApiAnswer<CreatedApp>> =>
  ask(api.apps[":clientId"].secret.$post({ param: { clientId } }), createdAppSchema);

export const deleteApp = (clientId: string): Promise<ApiAnswer<null>> =>
  ask(api.apps[":clientId"].$delete({ param: { clientId } }), nothing);
