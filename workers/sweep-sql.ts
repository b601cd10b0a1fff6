/** The one statement that takes away rows whose time is over, the oldest first and a bounded number at a time. Knows no table. */

export type Sweep = {
  readonly table: string;
  readonly key: string;
  /** The column that says when a row's time is over; an index begins with it. */
  readonly end: string;
};

/** Rows that a new row of the same table sweeps away, at most: two for each that is made, so that none pile up between the timed sweeps. */
export const SWEPT_BY_ONE = 2;

/** Its value is the end up to which rows go. */
export const sweepSql = ({ table, key, end }: Sweep, limit: number): string =>
  `DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table} WHERE ${end} <= ?1 ORDER BY ${end} LIMIT ${limit})`;
