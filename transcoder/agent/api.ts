/** What the node asks of the Worker over HTTP: opening a broadcast. Knows the node's token; never logs it or a stream key. */
import * as v from "valibot";
import { Fault } from "#protocol/errors.ts";
import { type OpenRequest, type OpenResponse, openResponseSchema } from "#protocol/ingest/open.ts";
import { type Client, createClient } from "#workers/client.ts";

/** A publisher waits for its answer, so a slow Worker is a failed one. */
const OPEN_TIMEOUT_MS = 5000;
/** Tries within the timeout: a Worker that restarts answers the second or third. */
const OPEN_TRIES = 4;
const OPEN_RETRY_MS = 250;

export type IngestApi = { readonly open: (request: OpenRequest, signal: AbortSignal) => Promise<OpenResponse> };

/** `base` is the Worker's origin, e.g. `https://rill.example`. Throws a Fault `unavailable` when no answer can be had. */
export function createIngestApi(base: string, nodeToken: string): IngestApi {
  const client = createClient(base, { token: nodeToken });
  return {
    async open(request, signal) {
      const until = AbortSignal.any([signal, AbortSignal.timeout(OPEN_TIMEOUT_MS)]);
      let cause: unknown;
      for (let attempt = 0; attempt < OPEN_TRIES && !until.aborted; attempt++) {
        try {
          return await openOnce(client, request, until);
        } catch (error) {
          if (error instanceof Fault && error.code !== "unavailable") throw error;
          cause = error;
          await pause(OPEN_RETRY_MS * 2 ** attempt * (0.5 + Math.random()), until);
        }
      }
      throw new Fault("unavailable", `the Worker at ${base} did not open the broadcast`, cause);
    },
  };
}

async function openOnce({ api }: Client, request: OpenRequest, signal: AbortSignal): Promise<OpenResponse> {
  const response = await api.ingest.open.$post({ json: request }, { init: { signal } });
  const body: unknown = await response.json().catch(() => null);
  const parsed = v.safeParse(openResponseSchema, body);
  if (parsed.success) return parsed.output;
  if (response.status === 401 || response.status === 403) {
    throw new Fault(
      "unauthorized",
      "the Worker refused this node's token: RILL_NODE_TOKEN differs from its NODE_TOKEN",
    );
  }
  throw new Fault("unavailable", `opening the broadcast answered ${response.status}`);
}

/** Resolves after `ms`, or at once when the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
