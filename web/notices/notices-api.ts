/** What the bell asks of the site. */
import * as v from "valibot";
import { recentNoticesSchema } from "#protocol/events/notices.ts";
import { type ApiAnswer, ask } from "../ask.ts";
import type { Notice } from "./unseen.ts";

/** Newest first. */
export const getRecentNotices = (signal: AbortSignal): Promise<ApiAnswer<readonly Notice[]>> =>
  ask("/api/me/notifications/recent", { signal }, (body) => v.parse(recentNoticesSchema, body).notices);
