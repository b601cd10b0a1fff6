/** The player's engine over hls.js: the only file that drives that library. It tells facts; what they mean is decided elsewhere. */
import Hls, { type ErrorData, ErrorTypes, Events, type FragLoadedData, type LevelUpdatedData } from "hls.js";
import type { LatencyMode } from "#protocol/channel/about.ts";
import { bitsPerSecond, epochMs, ms, seconds } from "#protocol/units.ts";
import type { EarlyPlaylist } from "../../early-load.ts";
import type { Engine, EngineOptions, QualityChoice } from "./engine.ts";
import { hlsSettings } from "./hls-settings.ts";
import { playlistLoader } from "./playlist-loader.ts";

export const isSupported = (): boolean => Hls.isSupported();

export function createHlsEngine(options: EngineOptions): Engine {
  return new HlsEngine(options);
}

class HlsEngine implements Engine {
  readonly #hls: Hls;
  readonly #options: EngineOptions;
  #early: (EarlyPlaylist & { readonly url: string }) | null = null;
  /** Address of the rung whose playlist is on its way already, until the ladder is known. */
  #first: string | null = null;
  #choice: QualityChoice = "auto";
  #source = "";
  #soundOnlySource = false;
  #lastProblem: { readonly text: string; readonly at: number } | null = null;
  #saidLast = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#hls = new Hls({ ...hlsSettings(options), pLoader: playlistLoader((url) => this.#takeEarly(url)) });
    this.#listen();
    this.#hls.attachMedia(options.video);
  }

  load(url: string, early: EarlyPlaylist | null): void {
    this.#source = new URL(url, location.href).href;
    this.#early = early === null ? null : { ...early, url: this.#source };
    this.#first = early === null || early.first === null ? null : new URL(early.first, this.#source).href;
    this.#soundOnlySource = false;
    this.#saidLast = false;
    this.#hls.loadSource(this.#source);
  }

  latency() {
    const { latency } = this.#hls;
    return latency > 0 ? seconds(latency) : null;
  }

  capturedAt() {
    const date = this.#hls.playingDate;
    return date === null ? null : epochMs(date.getTime());
  }

  livePosition() {
    const position = this.#hls.liveSyncPosition;
    return position === null ? null : seconds(position);
  }

  aimFor(target: number): void {
    if (this.#options.live) this.#hls.targetLatency = target;
  }

  setLatencyMode(mode: LatencyMode): void {
    if (this.#options.live) this.#hls.lowLatencyMode = mode === "low";
  }

  choose(choice: QualityChoice): void {
    this.#choice = choice;
    if (choice === "audio") this.#playSoundAlone();
    else if (this.#soundOnlySource) this.load(this.#source, null);
    else this.#hls.loadLevel = choice === "auto" ? -1 : choice;
  }

  bandwidth() {
    const estimate = this.#hls.bandwidthEstimate;
    return Number.isFinite(estimate) && estimate > 0 ? bitsPerSecond(Math.round(estimate)) : null;
  }

  resume(): void {
    // After a failed multivariant playlist there is nothing to resume: load it again.
    if (this.#hls.levels.length === 0) this.load(this.#source, null);
    else this.#hls.startLoad();
  }

  recoverMedia(): void {
    this.#hls.recoverMediaError();
  }

  destroy(): void {
    this.#hls.destroy();
  }

  #takeEarly(url: string): string | null {
    const early = this.#early;
    if (early === null || early.url !== url) return null;
    this.#early = null;
    return early.text;
  }

  /** The sound's own playlist is a stream of its own: the library drops variants without a picture from a ladder that has one. */
  #playSoundAlone(): void {
    const track = this.#hls.audioTracks[0];
    if (this.#soundOnlySource || track === undefined || track.url === "") return;
    this.#soundOnlySource = true;
    this.#hls.loadSource(track.url);
  }

  #listen(): void {
    const hls = this.#hls;
    const { emit } = this.#options;
    hls.on(Events.MANIFEST_PARSED, () => this.#onLadder());
    hls.on(Events.LEVEL_UPDATED, (_, data) => this.#onPlaylist(data));
    hls.on(Events.LEVEL_SWITCHED, (_, data) => {
      // The sound alone is one level of its own, and no rung of the ladder.
      if (!this.#soundOnlySource) emit({ kind: "quality", id: data.level, why: this.#whySwitched() });
    });
    hls.on(Events.FRAG_LOADED, (_, data) => this.#onLoaded(data));
    hls.on(Events.ERROR, (_, data) => this.#onError(data));
  }

  #onLadder(): void {
    if (this.#soundOnlySource) return;
    const hls = this.#hls;
    const qualities = hls.levels.map((level, id) => ({
      id,
      width: level.width,
      height: level.height,
      frameRate: level.frameRate,
      bitrate: bitsPerSecond(level.maxBitrate),
    }));
    const hasAudioOnly = this.#hls.allAudioTracks.some((track) => track.url !== "");
    this.#options.emit({ kind: "ready", qualities, hasAudioOnly });
    // -1, for none, leaves it to the library.
    hls.startLevel = hls.levels.findIndex((level) => level.uri === this.#first);
    this.#first = null;
    if (typeof this.#choice === "number" && this.#choice < qualities.length) this.#hls.loadLevel = this.#choice;
    // The tracks of the group are known once the library has taken the ladder in.
    if (this.#choice === "audio") this.#hls.once(Events.AUDIO_TRACKS_UPDATED, () => this.#playSoundAlone());
  }

  #onPlaylist({ details }: LevelUpdatedData): void {
    this.#options.emit({
      kind: "playlist",
      partTarget: details.partTarget > 0 ? seconds(details.partTarget) : null,
      targetDuration: seconds(details.targetduration),
    });
    if (details.live || this.#saidLast || !this.#options.live) return;
    this.#saidLast = true;
    this.#options.emit({ kind: "last" });
  }

  #onLoaded({ frag, part }: FragLoadedData): void {
    const { loading } = (part ?? frag).stats;
    const took = loading.end - loading.start;
    if (loading.start > 0 && took >= 0) this.#options.emit({ kind: "load", took: ms(took), part: part !== null });
  }

  #whySwitched(): string {
    if (this.#choice !== "auto") return "chosen";
    const problem = this.#lastProblem;
    if (problem !== null && performance.now() - problem.at < 3000) return problem.text;
    const megabits = (this.#hls.bandwidthEstimate / 1e6).toFixed(1);
    const ahead = this.#hls.mainForwardBufferInfo?.len ?? 0;
    return `bandwidth ${megabits} Mb/s, ${ahead.toFixed(1)} s buffered`;
  }

  #onError(data: ErrorData): void {
    const status = data.response?.code;
    const detail = status === undefined ? data.details : `${data.details} (${status})`;
    if (!data.fatal) {
      if (data.type === ErrorTypes.NETWORK_ERROR) this.#lastProblem = { text: detail, at: performance.now() };
      this.#options.emit({ kind: "note", text: detail });
      return;
    }
    const of = data.type === ErrorTypes.NETWORK_ERROR ? "network" : "media";
    this.#options.emit({ kind: "fatal", of, detail });
  }
}
