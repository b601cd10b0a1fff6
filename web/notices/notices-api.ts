/** What the bell asks of the site. */
import * as v from "valibot";
import { recentNoticesSchema } from "#protocol/events/notices.ts";
import { type ApiAnswer, ask } from "../ask.ts";
import { api, until } from "../client.ts";
import type { Notice } from "./unseen.ts";

const noticesSchema = v.pipe(
  recentNoticesSchema,
  v.transform(({ notices }): readonly Notice[] => notices),
);

/** Newest first. */
export const getRecentNotices = (signal: AbortSignal): Promise<ApiAnswer<readonly Notice[]>> =>
  ask(api.me.notifications.recent.$get({}, until(signal)), noticesSchema);
