/** The player: one media element, one engine at a time, and the facts the page shows. Knows no framework and asks no server by itself. */
import type { LatencyMode } from "#protocol/channel/about.ts";
import type { LiveState } from "#protocol/channel/channel.ts";
import { bitsPerSecond, ms, seconds } from "#protocol/units.ts";
import type { EarlyPlaylist } from "../../early-load.ts";
import { startPlayback } from "./autoplay.ts";
import type { Engine, EngineEvent, EngineOptions, QualityChoice } from "./engine.ts";
import { FrozenFrame } from "./frozen-frame.ts";
import { Journal } from "./journal.ts";
import { type LatencyWish, modeOf, withChoice } from "./latency-mode.ts";
import {
  PLAYER_START,
  type PlayerEvent,
  type PlayerFacts,
  phaseOf,
  reducePlayer,
  wantsSource,
} from "./player-state.ts";
import { type PlayerMetrics, type PlayerView, startView } from "./player-view.ts";
import { RECOVERY_START, type RecoveryState, recover, SAY_SO_AFTER } from "./recovery.ts";
import { StallWatch } from "./stall-watch.ts";
import { bufferAt, Steering } from "./steering.ts";

/** The control law's beat, milliseconds. */
const TICK_MS = 100;
/** A longer gap between two ticks means that the machine slept or the tab was frozen. */
const SLEPT_MS = 8000;
/** After a pause longer than this, playback goes on at live. */
const LONG_PAUSE_MS = 1000;
/** Bits per second assumed on a first visit: a mid rung on most connections, reached at once. */
const USUAL_BANDWIDTH = 4_000_000;

export type PlayerOptions = {
  readonly video: HTMLVideoElement;
  /** Covers the video with the last frame while a new source begins. */
  readonly canvas: HTMLCanvasElement;
  readonly live: boolean;
  /** Null when neither library nor browser can play. */
  readonly loadEngine: () => Promise<((options: EngineOptions) => Engine) | null>;
  readonly startBandwidth: number | null;
  /** What the viewer has chosen; null: as the channel says. */
  readonly latencyChoice: LatencyMode | null;
};

export class Player {
  readonly #options: PlayerOptions;
  readonly #video: HTMLVideoElement;
  readonly #steering: Steering;
  readonly #frozen: FrozenFrame;
  readonly #journal = new Journal(() => Date.now());
  readonly #listening = new AbortController();
  readonly #listeners = new Set<() => void>();
  #facts: PlayerFacts = PLAYER_START;
  #view: PlayerView;
  #engine: Engine | null = null;
  #engineGeneration = 0;
  #recovery: RecoveryState = RECOVERY_START;
  #recoveryTimer: ReturnType<typeof setTimeout> | undefined;
  #source: { readonly url: string; readonly broadcastId: string | null } | null = null;
  #ticker: ReturnType<typeof setInterval> | undefined;
  #lastTick = 0;
  #pausedAt: number | null = null;
  #wantsPlay = true;
  #firstFrameAt: number | null = null;
  /** The current source has shown a frame; before that, a wait is no stall. */
  #shown = false;
  readonly #stalls = new StallWatch();

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#video = options.video;
    this.#steering = new Steering(options.video, (text) => this.#journal.note(text));
    this.#frozen = new FrozenFrame(options.video, options.canvas);
    this.#view = startView(options.video, options.latencyChoice);
    this.#steering.setMode(modeOf(this.#view.latency), null);
    this.#listen();
    this.#ticker = setInterval(() => this.#tick(), TICK_MS);
  }

  get view(): PlayerView {
    return this.#view;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  metrics(): PlayerMetrics {
    const video = this.#video;
    return {
      latency: this.#steering.latency,
      target: this.#steering.target,
      ahead: seconds(Math.max(0, bufferAt(video).end - video.currentTime)),
      rate: video.playbackRate,
      bandwidth: this.#engine?.bandwidth() ?? null,
      width: video.videoWidth,
      height: video.videoHeight,
      droppedFrames: video.getVideoPlaybackQuality?.().droppedVideoFrames ?? 0,
      ...this.#stalls.totals(performance.now()),
      firstFrameAt: this.#firstFrameAt,
      journal: this.#journal.entries,
    };
  }

  /** What the channel says. Loads the broadcast when it can be played; `early` is its multivariant playlist, fetched before. */
  setChannel(state: LiveState, broadcastId: string | null, url: string, early: EarlyPlaylist | null): void {
    this.#dispatch({ kind: "channel", state, broadcastId });
    if (wantsSource(this.#facts)) void this.load(url, broadcastId, early);
  }

  /** How close to live the channel wants to be played; the viewer's own wish goes before it. */
  setChannelLatency(channel: LatencyMode): void {
    this.#wish({ ...this.#view.latency, channel });
  }

  chooseLatency(mode: LatencyMode): void {
    this.#wish(withChoice(this.#view.latency, mode));
  }

  /** Loads a playlist. Whatever played before stays on the screen until the first frame of it. */
  async load(url: string, broadcastId: string | null, early: EarlyPlaylist | null): Promise<void> {
    // A rung of another broadcast's ladder means nothing in this one.
    if (this.#source?.broadcastId !== broadcastId && typeof this.#view.choice === "number") {
      this.#update({ choice: "auto" });
    }
    this.#source = { url, broadcastId };
    this.#engineGeneration += 1;
    const generation = this.#engineGeneration;
    const keepsFrame = this.#frozen.freeze();
    this.#dispatch({ kind: "loading", broadcastId, keepsFrame });
    clearTimeout(this.#recoveryTimer);
    this.#dropEngine();
    this.#shown = false;
    this.#stalls.forget();
    const createEngine = await this.#options.loadEngine().catch(() => "unreachable" as const);
    if (generation !== this.#engineGeneration || this.#listening.signal.aborted) return;
    if (createEngine === "unreachable") {
      this.#onFatal("network", "the player's code did not load");
      return;
    }
    if (createEngine === null) {
      this.#dispatch({ kind: "unsupported" });
      return;
    }
    this.#steering.restart();
    const engine = createEngine({
      video: this.#video,
      live: this.#options.live,
      startBandwidth: bitsPerSecond(this.#options.startBandwidth ?? USUAL_BANDWIDTH),
      startTarget: this.#steering.target,
      latencyMode: this.#steering.mode,
      emit: (event) => generation === this.#engineGeneration && this.#onEngine(event),
    });
    this.#engine = engine;
    this.#journal.note("loading");
    engine.choose(this.#view.choice);
    engine.load(url, early);
  }

  async play(): Promise<void> {
    this.#wantsPlay = true;
    const pausedFor = this.#pausedAt === null ? 0 : performance.now() - this.#pausedAt;
    this.#pausedAt = null;
    if (this.#options.live && pausedFor > LONG_PAUSE_MS) this.toLive();
    const started = await startPlayback(this.#video);
    this.#update({ playBlocked: started === "refused" });
    if (started === "muted") this.#update({ soundBlocked: true });
  }

  pause(): void {
    this.#wantsPlay = false;
    this.#pausedAt ??= performance.now();
    this.#video.pause();
  }

  setMuted(muted: boolean): void {
    this.#video.muted = muted;
    if (!muted) this.#update({ soundBlocked: false });
    if (!muted && this.#video.volume === 0) this.#video.volume = 0.5;
  }

  setVolume(volume: number): void {
    this.#video.volume = Math.min(1, Math.max(0, volume));
    this.setMuted(volume <= 0);
  }

  /** Back to live, and stays there. */
  toLive(): void {
    this.#steering.following = true;
    if (this.#engine !== null && this.#options.live) this.#steering.jump(this.#engine);
    if (this.#video.paused && this.#pausedAt !== null) void this.play();
  }

  /** The newest there is: live, or the end of a recording. */
  toEnd(): void {
    if (this.#options.live) this.toLive();
    else this.seekTo(this.#video.duration);
  }

  seekBy(distance: number): void {
    this.seekTo(this.#video.currentTime + distance);
  }

  seekTo(position: number): void {
    const { seekable, duration } = this.#video;
    const first = seekable.length === 0 ? 0 : seekable.start(0);
    const last = seekable.length === 0 ? duration : seekable.end(seekable.length - 1);
    const to = Math.min(Math.max(position, first), Number.isFinite(last) ? last : position);
    if (!Number.isFinite(to)) return;
    if (this.#options.live) {
      const live = this.#engine?.livePosition() ?? null;
      if (live !== null && to >= live - 0.5) return this.toLive();
      this.#steering.following = false;
    }
    this.#video.currentTime = to;
  }

  choose(choice: QualityChoice): void {
    this.#engine?.choose(choice);
    this.#update({ choice });
    this.#journal.note(`quality chosen: ${choice}`);
  }

  destroy(): void {
    this.#engineGeneration += 1;
    this.#listening.abort();
    clearInterval(this.#ticker);
    clearTimeout(this.#recoveryTimer);
    this.#dropEngine();
    this.#listeners.clear();
  }

  #wish(latency: LatencyWish): void {
    const mode = modeOf(latency);
    if (mode !== this.#steering.mode) this.#journal.note(`latency mode ${mode}`);
    this.#steering.setMode(mode, this.#options.live ? this.#engine : null);
    this.#update({ latency });
  }

  #dropEngine(): void {
    this.#engine?.destroy();
    this.#engine = null;
  }

  #dispatch(event: PlayerEvent): void {
    const before = this.#view.phase;
    this.#facts = reducePlayer(this.#facts, event);
    const phase = phaseOf(this.#facts);
    if (phase !== before) this.#journal.note(phase);
    if (phase !== before || this.#facts !== this.#view.facts) this.#update({ phase, facts: this.#facts });
  }

  #update(change: Partial<PlayerView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener();
  }

  #onEngine(event: EngineEvent): void {
    switch (event.kind) {
      case "ready":
        this.#update({ qualities: event.qualities, hasAudioOnly: event.hasAudioOnly, quality: null });
        break;
      case "playlist":
        this.#steering.noteParts(event);
        break;
      case "quality": {
        const quality = this.#view.qualities.find((one) => one.id === event.id) ?? null;
        this.#journal.note(`quality ${quality === null ? event.id : `${quality.height}p`}: ${event.why}`);
        this.#update({ quality });
        break;
      }
      case "load":
        if (event.part) this.#steering.noteLoad(event.took);
        break;
      case "last":
        this.#journal.note("the playlist ended");
        break;
      case "note":
        this.#journal.note(event.text);
        break;
      case "fatal":
        this.#onFatal(event.of, event.detail);
        break;
    }
  }

  #onFatal(of: "network" | "media", detail: string): void {
    this.#journal.note(`stopped: ${detail}`);
    const { state, action } = recover(this.#recovery, of, ms(performance.now()));
    this.#recovery = state;
    if (state.failures >= SAY_SO_AFTER) this.#dispatch({ kind: "fault", of });
    clearTimeout(this.#recoveryTimer);
    this.#recoveryTimer = setTimeout(() => {
      if (this.#facts.channel === "offline") return;
      if (action.kind === "resume" && this.#engine !== null) this.#engine.resume();
      else if (action.kind === "media" && this.#engine !== null) this.#engine.recoverMedia();
      else if (this.#source !== null) void this.load(this.#source.url, this.#source.broadcastId, null);
    }, action.after);
  }

  #tick(): void {
    const now = performance.now();
    const slept = this.#lastTick > 0 && now - this.#lastTick > SLEPT_MS;
    this.#lastTick = now;
    const engine = this.#engine;
    if (engine === null || !this.#options.live) return;
    if (slept && this.#steering.following && !this.#video.paused) {
      this.#journal.note("woke up");
      this.toLive();
    }
    this.#steering.tick(engine, ms(now), Date.now());
    this.#dispatch({ kind: "distance", behind: this.#facts.hasFrame && this.#steering.behind });
  }

  #listen(): void {
    const on = (name: keyof HTMLMediaElementEventMap, heard: () => void) =>
      this.#video.addEventListener(name, heard, { signal: this.#listening.signal });
    on("loadeddata", () => this.#onFrame());
    on("playing", () => this.#onPlaying());
    on("waiting", () => this.#onWaiting());
    on("seeking", () => this.#stalls.noteSeek(performance.now()));
    // The engine may put another source into the element, which pauses it and forgets its picture.
    on("emptied", () => {
      this.#shown = false;
      this.#stalls.forget();
      this.#steering.restart();
    });
    on("loadstart", () => this.#wantsPlay && this.#video.paused && void this.play());
    on("ended", () => this.#dispatch({ kind: "finished" }));
    on("play", () => this.#update({ paused: false }));
    on("pause", () => this.#update({ paused: true }));
    on("volumechange", () => this.#update({ muted: this.#video.muted, volume: this.#video.volume }));
    on("timeupdate", () => {
      if (this.#facts.waiting && this.#video.readyState >= 3 && !this.#video.seeking) this.#onPlaying();
    });
  }

  #onFrame(): void {
    const now = performance.now();
    this.#firstFrameAt ??= now;
    this.#shown = true;
    this.#steering.noteFirstFrame(ms(now));
    this.#frozen.thaw();
    this.#dispatch({ kind: "frame" });
  }

  #onPlaying(): void {
    const now = performance.now();
    if (!this.#shown) this.#onFrame();
    const stoodFor = this.#stalls.end(now);
    if (stoodFor !== null) {
      this.#steering.noteStall(ms(stoodFor), ms(now));
      this.#journal.note(`stalled for ${Math.round(stoodFor)} ms`);
    }
    this.#dispatch({ kind: "playing" });
  }

  #onWaiting(): void {
    if (this.#shown && !this.#video.seeking && !this.#video.paused) this.#stalls.begin(performance.now());
    this.#dispatch({ kind: "waiting" });
  }
}
