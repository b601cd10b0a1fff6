/** What the channel's page asks beside its state: whether one follows it, and its panels. */
import * as v from "valibot";
import { type Panel, panelsSchema } from "#protocol/channel/about.ts";
import { type FollowState, followStateSchema } from "#protocol/discovery/follow.ts";
import { type ApiAnswer, ask } from "../ask.ts";
import { api, until } from "../client.ts";

const { follow, panels } = api.channels[":login"];

export const getFollow = (login: string, signal: AbortSignal): Promise<ApiAnswer<FollowState>> =>
  ask(follow.$get({ param: { login } }, until(signal)), followStateSchema);

export const setFollow = (login: string, follows: boolean): Promise<ApiAnswer<FollowState>> =>
  ask(follow[follows ? "$put" : "$delete"]({ param: { login } }), followStateSchema);

export const panelListSchema = v.pipe(
  panelsSchema,
  v.transform((answer): readonly Panel[] => answer.panels),
);

export const getPanels = (login: string, init: RequestInit): Promise<ApiAnswer<readonly Panel[]>> =>
  ask(panels.$get({ param: { login } }, { init }), panelListSchema);
