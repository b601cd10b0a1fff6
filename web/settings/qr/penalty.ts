/** How hard a pattern of squares is to read (ISO/IEC 18004, 7.8.3): the mask with the least is taken. Pure. */

const FINDER = [true, false, true, true, true, false, true];
const QUIET = [false, false, false, false];
const LOOKALIKES = [
  [...QUIET, ...FINDER],
  [...FINDER, ...QUIET],
];

export function penalty(rows: readonly (readonly boolean[])[]): number {
  const columns = rows.map((_, x) => rows.map((row) => row[x] ?? false));
  const lines = [...rows, ...columns];
  return lines.reduce((sum, line) => sum + runs(line) + lookalikes(line), 0) + boxes(rows) + balance(rows);
}

/** 3 for five alike in a row, and 1 for each more. */
function runs(line: readonly boolean[]): number {
  let cost = 0;
  let length = 0;
  for (const [at, dark] of line.entries()) {
    length = at > 0 && line[at - 1] === dark ? length + 1 : 1;
    if (length === 5) cost += 3;
    else if (length > 5) cost += 1;
  }
  return cost;
}

/** 40 for each that looks like a finder. */
function lookalikes(line: readonly boolean[]): number {
  let cost = 0;
  for (let from = 0; from + 11 <= line.length; from++) {
    for (const pattern of LOOKALIKES) {
      if (pattern.every((dark, at) => line[from + at] === dark)) cost += 40;
    }
  }
  return cost;
}

/** 3 for each square of two by two alike. */
function boxes(rows: readonly (readonly boolean[])[]): number {
  let cost = 0;
  for (const [y, row] of rows.entries()) {
    const below = rows[y + 1];
    if (below === undefined) continue;
    for (let x = 0; x + 1 < row.length; x++) {
      if (row[x] === row[x + 1] && row[x] === below[x] && row[x] === below[x + 1]) cost += 3;
    }
  }
  return cost;
}

/** 10 for each 5 % that the share of dark is away from a half. */
function balance(rows: readonly (readonly boolean[])[]): number {
  const squares = rows.flat();
  const dark = squares.filter(Boolean).length;
  return Math.floor(Math.abs((dark * 100) / squares.length - 50) / 5) * 10;
}
