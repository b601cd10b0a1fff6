/** Applies pending migrations to a local installation's database before its Worker is there, so that no request finds half a database. */
import { convertV4MiniflareOptions, Miniflare, type V4WorkerOptionsShape } from "miniflare";
import { applyMigrations } from "./migrations.ts";

/** A Worker that nobody calls: Miniflare wants one beside the database. */
const NOBODY = "export default { fetch: () => new Response(null, { status: 503 }) };";

/** The names of the files that were applied now. */
export async function prepareDatabase(
  { compatibilityDate, d1Databases }: V4WorkerOptionsShape,
  persistencePath: string,
): Promise<readonly string[]> {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      resourcePersistencePath: persistencePath,
      telemetry: { enabled: false },
      cf: false,
      workers: [
        {
          name: "rill",
          ...(compatibilityDate === undefined ? {} : { compatibilityDate }),
          ...(d1Databases === undefined ? {} : { d1Databases }),
          modules: [{ type: "ESModule", path: "main.js", contents: NOBODY }],
        },
      ],
    }),
  );
  try {
    await miniflare.ready;
    return await applyMigrations(await miniflare.getD1Database("DB"));
  } finally {
    await miniflare.dispose();
  }
}
