/** What the channel's page asks beside its state: whether one follows it, and its panels. */
import * as v from "valibot";
import { type Panel, panelsSchema } from "#protocol/channel/about.ts";
import { type FollowState, followStateSchema } from "#protocol/discovery/follow.ts";
import { type ApiAnswer, ask } from "../ask.ts";

const readFollow = (body: unknown): FollowState => v.parse(followStateSchema, body);

export const getFollow = (login: string, signal: AbortSignal): Promise<ApiAnswer<FollowState>> =>
  ask(`/api/channels/${login}/follow`, { signal }, readFollow);

export const setFollow = (login: string, follows: boolean): Promise<ApiAnswer<FollowState>> =>
  ask(`/api/channels/${login}/follow`, { method: follows ? "PUT" : "DELETE" }, readFollow);

export const readPanels = (body: unknown): readonly Panel[] => v.parse(panelsSchema, body).panels;

export const getPanels = (login: string, init: RequestInit): Promise<ApiAnswer<readonly Panel[]>> =>
  ask(`/api/channels/${login}/panels`, init, readPanels);
