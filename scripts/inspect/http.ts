/** Fetches within limits of time and size. A failure is a reply as well, so that every check can say what it got. Knows no HLS. */

/** A request that nothing holds is answered within this, milliseconds. */
export const REQUEST_TIMEOUT_MS = 8000;
/** Bytes of one answer, at most: a 2.5 s segment at 200 Mbit/s. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

export type Reply = {
  readonly url: string;
  /** 0 when there was no answer. */
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly elapsedMs: number;
  /** Why there was no answer, or not a whole one; null when all is well. */
  readonly failure: string | null;
};

export type Ask = {
  readonly method?: "GET" | "HEAD";
  readonly range?: string;
  readonly timeoutMs?: number;
};

/** One inspection's view of the world: everything ends with its signal. */
export type Fetcher = (url: string, ask?: Ask) => Promise<Reply>;

export function fetcherFor(signal: AbortSignal): Fetcher {
  return async (url, ask = {}) => {
    const began = performance.now();
    const limit = AbortSignal.timeout(ask.timeoutMs ?? REQUEST_TIMEOUT_MS);
    const none = { url, status: 0, headers: new Headers(), bytes: new Uint8Array(0) };
    try {
      const headers = { origin: "https://inspect.rill.test", ...(ask.range === undefined ? {} : { range: ask.range }) };
      const method = ask.method ?? "GET";
      const answer = await fetch(url, { method, headers, signal: AbortSignal.any([signal, limit]) });
      const { bytes, failure } = await readBody(answer);
      return {
        url,
        status: answer.status,
        headers: answer.headers,
        bytes,
        elapsedMs: performance.now() - began,
        failure,
      };
    } catch (cause) {
      signal.throwIfAborted();
      const failure = limit.aborted ? "no answer in time" : describe(cause);
      return { ...none, elapsedMs: performance.now() - began, failure };
    }
  };
}

async function readBody(answer: Response): Promise<{ readonly bytes: Uint8Array; readonly failure: string | null }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER_BYTES) return { bytes: new Uint8Array(0), failure: `larger than ${MAX_ANSWER_BYTES} bytes` };
    chunks.push(chunk);
  }
  return { bytes: concat(chunks), failure: null };
}

export function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

function describe(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  return inner instanceof Error ? inner.message : String(inner);
}

/** What a reply was, in words. */
export const outcomeOf = (reply: Reply): string => reply.failure ?? `status ${reply.status}`;

/** Runs the jobs, a few at a time. */
export async function eachOf<T>(items: readonly T[], atOnce: number, job: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await job(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
