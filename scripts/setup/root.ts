/** Where the repository is on this machine. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder, without a slash at the end. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
