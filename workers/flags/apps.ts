/** Whether the operator lets apps be registered, and people let apps in. */
import type { Context } from "hono";
import type { App } from "../env.ts";
import { flags } from "./flags.ts";

export const NO_NEW_APPS = "No new apps are let in on this site for the moment.";

export const areAppsLetIn = async (c: Context<App>): Promise<boolean> => (await flags(c)).isOn("api_apps");
