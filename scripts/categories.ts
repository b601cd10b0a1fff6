/**
 * `npm run --silent categories`: shows categories, and takes games over from the game data service. Asks the Worker of the running `npm start`, or
 * runs the Worker on the same state for a moment. Stdout holds lines of JSON and nothing else.
 */
import type { Category } from "#protocol/discovery/category.ts";
import { CATEGORIES_HELP, type CategoriesCommand, parseCategoriesArguments } from "./categories/arguments.ts";
import type { Api } from "./stack/api.ts";
import { runApiCommand } from "./stack/api-command.ts";

/** Pages of the list: some 20,000 categories. */
const MAX_PAGES = 200;

await runApiCommand(parseCategoriesArguments(process.argv.slice(2), process.env), CATEGORIES_HELP, answer);

async function answer(api: Api, command: CategoriesCommand): Promise<readonly unknown[]> {
  switch (command.kind) {
    case "list":
      return listAll(api);
    case "refresh":
      return [await api.refreshCategories(command.count)];
  }
}

/** A cursor comes with every page but the last. */
async function listAll(api: Api): Promise<readonly Category[]> {
  const all: Category[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const page = await api.categories(cursor);
    all.push(...page.categories);
    ({ cursor } = page);
    if (cursor === null) break;
  }
  return all;
}
