/** The one alarm that the platform gives an object, shared by name: the earliest named time is armed, and what is due runs. */

import * as v from "valibot";
import { loggable } from "#protocol/loggable.ts";

const rowSchema = v.object({ name: v.string(), at: v.number() });

/** Pause before a run that threw is tried again. */
const RETRY_MS = 10_000;

export class NamedAlarms {
  readonly #storage: DurableObjectStorage;

  /** Creates its table when it is not there yet. */
  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    storage.sql.exec("CREATE TABLE IF NOT EXISTS alarms (name TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID");
  }

  /** Arms the name for a time, milliseconds since the Unix epoch; an earlier time of the same name is forgotten. */
  async set(name: string, at: number): Promise<void> {
    this.#storage.sql.exec("INSERT OR REPLACE INTO alarms (name, at) VALUES (?, ?)", name, at);
    await this.#arm();
  }

  /** Arms the name unless it is armed already. */
  async arm(name: string, at: number): Promise<void> {
    this.#storage.sql.exec("INSERT OR IGNORE INTO alarms (name, at) VALUES (?, ?)", name, at);
    await this.#arm();
  }

  async clear(name: string): Promise<void> {
    this.#storage.sql.exec("DELETE FROM alarms WHERE name = ?", name);
    await this.#arm();
  }

  /**
   * The object's alarm rang: runs every name that is due, each on its own, and arms the next. A name stays armed until its run
   * succeeds or sets it anew, so that nothing is forgotten when the object dies; a run that throws is tried again a little later.
   */
  async ring(now: number, run: (name: string) => Promise<void>): Promise<void> {
    for (const { name, at } of this.#rows().filter((row) => row.at <= now)) {
      try {
        await run(name);
        this.#storage.sql.exec("DELETE FROM alarms WHERE name = ? AND at = ?", name, at);
      } catch (fault) {
        console.warn(`the alarm ${name} failed`, loggable(fault));
        this.#storage.sql.exec("UPDATE alarms SET at = ? WHERE name = ? AND at = ?", now + RETRY_MS, name, at);
      }
    }
    await this.#arm();
  }

  #rows(): { name: string; at: number }[] {
    return v.parse(v.array(rowSchema), this.#storage.sql.exec("SELECT name, at FROM alarms ORDER BY at").toArray());
  }

  async #arm(): Promise<void> {
    const [next] = this.#rows();
    if (next === undefined) await this.#storage.deleteAlarm();
    else await this.#storage.setAlarm(Math.max(1, next.at));
  }
}
