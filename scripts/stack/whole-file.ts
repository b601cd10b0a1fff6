/** Small JSON files of the state folder, readable by their owner alone, that are always whole: a crash leaves the old one or the new one. */
import { link, open, readFile, rename, rm } from "node:fs/promises";
import * as v from "valibot";

/** A file's value, null when there is no file. A file that holds something else is a fault that names it. */
export async function readWhole<Schema extends v.GenericSchema>(
  file: string,
  schema: Schema,
): Promise<v.InferOutput<Schema> | null> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
  try {
    return v.parse(schema, JSON.parse(text));
  } catch (cause) {
    throw new Error(`${file} is damaged; delete it to have it made anew.`, { cause });
  }
}

/** Writes a value over what was there. */
export async function writeWhole(file: string, value: unknown): Promise<void> {
  await rename(await writeDraft(file, value), file);
}

/** Writes a value unless the file exists; says whether it wrote. */
export async function createWhole(file: string, value: unknown): Promise<boolean> {
  const draft = await writeDraft(file, value);
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** The code of a system error, e.g. `ENOENT`; null for anything else. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

let drafts = 0;

async function writeDraft(file: string, value: unknown): Promise<string> {
  const draft = `${file}.${process.pid}-${drafts++}.draft`;
  const handle = await open(draft, "w", 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(value, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return draft;
}
