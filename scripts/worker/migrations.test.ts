import { expect, test } from "vitest";
import { pendingMigrations } from "./migrations.ts";

test("files that were applied are left out, the others come in the order of their numbers", () => {
  const names = ["0010_c.sql", "README.md", "0002_b.sql", "0001_a.sql"];
  expect(pendingMigrations(names, ["0001_a.sql"])).toEqual(["0002_b.sql", "0010_c.sql"]);
});
