/** A tiny origin with a scripted live broadcast, sound or deliberately broken, for the inspector's own trial. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { renderMedia } from "#media/playlist/media.ts";
import { renderMultivariant } from "#media/playlist/multivariant.ts";
import { answerReload, locate, trackAt } from "#media/timeline/edge.ts";
import { SCRIPTED_LADDER, SCRIPTED_START } from "#media/timeline/scripted.ts";
import { applyEvent, emptyTimeline, type Timeline } from "#media/timeline/timeline.ts";
import { assert } from "#protocol/assert.ts";
import type { PartEntry } from "#protocol/ingest/bundle.ts";
import { MASTER_NAME, MEDIA_NAME, parseMediaFile } from "#protocol/playback/addresses.ts";
import { MEDIA_START } from "#protocol/playback/constants.ts";
import { concat } from "./http.ts";
import { type ScriptedTrack, SEGMENT_PARTS } from "./scripted-media.ts";

/** What is wrong with the origin; nothing when empty. */
export type Sabotage = {
  readonly playlist?: (text: string, skip: boolean) => string;
  readonly master?: (text: string) => string;
  /** Answers every reload at once. */
  readonly early?: boolean;
  /** Does not hold requests for what comes next. */
  readonly hintless?: boolean;
  /** Takes any directive. */
  readonly lenient?: boolean;
  readonly headers?: (status: number, headers: Record<string, string>) => Record<string, string>;
  readonly bytes?: (name: string, bytes: Uint8Array) => Uint8Array;
  readonly missing?: (name: string) => boolean;
};

/** Real time between parts, milliseconds. */
const PART_MS = 1000 / 3;

export class ScriptedOrigin {
  readonly #media: Readonly<Record<string, ScriptedTrack>>;
  readonly #sabotage: Sabotage;
  readonly #server: Server;
  readonly #waiters = new Set<() => void>();
  #timeline: Timeline = emptyTimeline("7", "42", SCRIPTED_START);
  #made = 0;
  #clock: NodeJS.Timeout | null = null;

  constructor(media: Readonly<Record<string, ScriptedTrack>>, made: number, sabotage: Sabotage = {}) {
    this.#media = media;
    this.#sabotage = sabotage;
    while (this.#made < made) this.#makePart();
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  /** Begins to serve and, unless `still`, to broadcast; answers the multivariant playlist's address. */
  async start(still = false): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    assert(address !== null && typeof address === "object", "a listening server has an address");
    if (!still) this.#clock = setInterval(() => this.#makePart(), PART_MS);
    return `http://127.0.0.1:${address.port}/live/x/${MASTER_NAME}`;
  }

  end(): void {
    this.#apply({ kind: "ended" });
  }

  async stop(): Promise<void> {
    if (this.#clock !== null) clearInterval(this.#clock);
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #makePart(): void {
    const index = this.#made;
    if (index >= (this.#media["source"]?.parts.length ?? 0)) return;
    const part = index % SEGMENT_PARTS;
    const parts = SCRIPTED_LADDER.flatMap(({ id, kind }): readonly PartEntry[] => {
      const made = this.#media[id]?.parts[index];
      if (made === undefined) return [];
      return [
        {
          rendition: id,
          msn: Math.floor(index / SEGMENT_PARTS),
          part,
          init: 0,
          start: MEDIA_START + made.start,
          duration: made.duration,
          independent: kind === "audio" || part === 0,
          last: part === SEGMENT_PARTS - 1,
          offset: 0,
          size: made.bytes.byteLength,
        },
      ];
    });
    this.#made += 1;
    this.#apply({ kind: "bundle", header: { seq: index, epoch: 1, ladder: [...SCRIPTED_LADDER], inits: [], parts } });
  }

  #apply(event: Parameters<typeof applyEvent>[1]): void {
    const applied = applyEvent(this.#timeline, event);
    assert(applied.outcome === "applied", `a scripted event applies: ${JSON.stringify(applied)}`);
    this.#timeline = applied.timeline;
    for (const wake of [...this.#waiters]) wake();
    this.#waiters.clear();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => this.#waiters.add(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://origin");
    const [, , , rendition = "", name = ""] = url.pathname.split("/");
    const file = parseMediaFile(name);
    if (url.pathname.endsWith(MASTER_NAME)) {
      const text = renderMultivariant({ ladder: SCRIPTED_LADDER, mediaPath: (id) => `${id}/${MEDIA_NAME}` });
      this.#text(request, response, this.#sabotage.master?.(text) ?? text);
    } else if (name === MEDIA_NAME) await this.#playlist(request, response, rendition, url.searchParams);
    else if (file === null || this.#sabotage.missing?.(name) === true) this.#refuse(response, 404);
    else await this.#bytes(request, response, rendition, name);
  }

  async #playlist(
    request: IncomingMessage,
    response: ServerResponse,
    rendition: string,
    query: URLSearchParams,
  ): Promise<void> {
    const [msn, part] = [query.get("_HLS_msn"), query.get("_HLS_part")];
    const lenient = this.#sabotage.lenient === true || this.#sabotage.early === true;
    const sound =
      [msn, part].every((value) => value === null || /^\d{1,9}$/.test(value)) && (part === null || msn !== null);
    if (!sound && !lenient) return this.#refuse(response, 400);
    if (sound && msn !== null && this.#sabotage.early !== true) {
      const ask = () => answerReload(this.#timeline, rendition, Number(msn), part === null ? null : Number(part));
      if (ask() === "reject" && !lenient) return this.#refuse(response, 400);
      while (ask() === "wait") await this.#next();
    }
    const skip = query.get("_HLS_skip") === "YES";
    const text = renderMedia(this.#timeline, rendition, { skip });
    this.#text(request, response, this.#sabotage.playlist?.(text, skip) ?? text);
  }

  async #bytes(request: IncomingMessage, response: ServerResponse, rendition: string, name: string): Promise<void> {
    const file = parseMediaFile(name);
    const track = this.#media[rendition];
    if (file === null || track === undefined) return this.#refuse(response, 404);
    if (file.kind === "init") {
      return file.version === 0 ? this.#send(request, response, name, track.init) : this.#refuse(response, 404);
    }
    const index = file.kind === "part" ? file.part : null;
    const place = () => locate(this.#timeline, rendition, file.msn, index).at;
    while (place() === "next" && this.#sabotage.hintless !== true) await this.#next();
    if (place() !== "here") return this.#refuse(response, 404);
    const from = file.msn * SEGMENT_PARTS + (index ?? 0);
    const count = index === null ? (trackAt(this.#timeline, rendition, file.msn)?.parts.length ?? 0) : 1;
    const parts = track.parts.slice(from, from + count);
    this.#send(request, response, name, concat(parts.map((part) => part.bytes)));
  }

  #send(request: IncomingMessage, response: ServerResponse, name: string, whole: Uint8Array): void {
    const bytes = this.#sabotage.bytes?.(name, whole) ?? whole;
    const headers = {
      "content-type": "video/mp4",
      "cache-control": "public, max-age=31536000, immutable",
      "accept-ranges": "bytes",
    };
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
    if (range === null) return this.#write(request, response, 200, headers, bytes);
    const [from, to] = [Number(range[1]), Math.min(Number(range[2]), bytes.byteLength - 1)];
    const labelled = { ...headers, "content-range": `bytes ${from}-${to}/${bytes.byteLength}` };
    this.#write(request, response, 206, labelled, bytes.subarray(from, to + 1));
  }

  #text(request: IncomingMessage, response: ServerResponse, text: string): void {
    const headers = { "content-type": "application/vnd.apple.mpegurl", "cache-control": "public, max-age=1" };
    this.#write(request, response, 200, headers, new TextEncoder().encode(text));
  }

  #refuse(response: ServerResponse, status: number): void {
    this.#write(null, response, status, { "cache-control": "no-store" }, new Uint8Array(0));
  }

  #write(
    request: IncomingMessage | null,
    response: ServerResponse,
    status: number,
    headers: Record<string, string>,
    bytes: Uint8Array,
  ): void {
    const all = { ...headers, "access-control-allow-origin": "*", "content-length": String(bytes.byteLength) };
    response.writeHead(status, this.#sabotage.headers?.(status, all) ?? all);
    response.end(request?.method === "HEAD" ? undefined : bytes);
  }
}
