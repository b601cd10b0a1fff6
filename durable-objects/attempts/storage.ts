/** The SQL of a count of tries: one row, in the object's own storage. */
import * as v from "valibot";
import type { Count } from "./count.ts";

const rowSchema = v.object({ count: v.number(), until: v.number() });

export type CountStore = {
  /** Null: nothing was counted yet. */
  read(): Count | null;
  write(count: Count): void;
};

export function openCountStore(sql: SqlStorage): CountStore {
  sql.exec(
    "CREATE TABLE IF NOT EXISTS tries (only INTEGER PRIMARY KEY CHECK (only = 1), count INTEGER, until INTEGER)",
  );
  return {
    read: () => {
      const [row] = sql.exec("SELECT count, until FROM tries").toArray();
      return row === undefined ? null : v.parse(rowSchema, row);
    },
    write: ({ count, until }) => {
      sql.exec("INSERT OR REPLACE INTO tries (only, count, until) VALUES (1, ?, ?)", count, until);
    },
  };
}
