/**
 * `Attempts`: the shell of a count of tries of one key, for all isolates. It is called by a hash and knows neither whom nor what it counts; when
 * the window is over nothing of it is left.
 */
import { DurableObject } from "cloudflare:workers";
import { type Limit, type Taken, takeOne } from "./count.ts";
import { openCountStore } from "./storage.ts";

export class Attempts extends DurableObject {
  /** Counts one try; what is granted is in storage before the answer leaves. */
  async take(limit: Limit): Promise<Taken> {
    // Opened anew for each: the alarm takes the table away.
    const store = openCountStore(this.ctx.storage.sql);
    const counted = store.read();
    const { taken, next } = takeOne(counted, limit, Date.now());
    if (next !== null) {
      store.write(next);
      if (next.until !== counted?.until) await this.ctx.storage.setAlarm(next.until);
    }
    return taken;
  }

  override async alarm(): Promise<void> {
    // A new window may have begun between the end of the last one and the alarm that was set for it.
    const counted = openCountStore(this.ctx.storage.sql).read();
    if (counted !== null && Date.now() < counted.until) return this.ctx.storage.setAlarm(counted.until);
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
  }
}
