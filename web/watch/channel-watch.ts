/** Follows one channel's state: asks as often as its situation is worth, and says that this page watches. Knows no player. */
import { type ChannelState, HEARTBEAT_MS } from "#protocol/channel/channel.ts";
import { ms } from "#protocol/units.ts";
import { getChannel, sendHeartbeat } from "../api.ts";
import { isMissing } from "../ask.ts";
import { getPlaylist } from "./early-playlist.ts";
import { nextPoll } from "./player/poll-schedule.ts";

/** The state may be a second old when the playlist is already there; for this long the playlist is believed, milliseconds. */
const PLAYLIST_LEADS_MS = 3000;

/** The picture comes first, and who leaves within this time was no viewer, milliseconds. */
const FIRST_BEAT_MS = 1500;

export type ChannelNews =
  /** `playlist` is the multivariant playlist's text when it was there before the state said so. */
  | { readonly kind: "state"; readonly channel: ChannelState; readonly playlist: string | null }
  | { readonly kind: "unknown" }
  /** No answer since the page was opened. */
  | { readonly kind: "unreachable" };

/** Random, made by this page, and gone with it. */
function viewerId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class ChannelWatch {
  readonly #login: string;
  readonly #path: string;
  readonly #tell: (news: ChannelNews) => void;
  readonly #over = new AbortController();
  readonly #viewer = viewerId();
  #channel: ChannelState | null = null;
  #unknown = false;
  #since = performance.now();
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #heart: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  #found: { readonly broadcastId: string; readonly text: string; readonly at: number } | null = null;

  constructor(login: string, path: string, tell: (news: ChannelNews) => void) {
    this.#login = login;
    this.#path = path;
    this.#tell = tell;
    const { signal } = this.#over;
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.refresh(), {
      signal,
    });
    addEventListener("online", () => this.refresh(), { signal });
    this.refresh();
  }

  /** Asks now. */
  refresh(): void {
    clearTimeout(this.#timer);
    if (!this.#asking && !this.#over.signal.aborted) void this.#ask();
  }

  stop(): void {
    this.#over.abort();
    clearTimeout(this.#timer);
    clearTimeout(this.#heart);
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    const { signal } = this.#over;
    const waits = this.#channel !== null && !this.#channel.live && document.visibilityState === "visible";
    const looking = waits ? getPlaylist(this.#login, signal) : null;
    const answer = await getChannel(this.#login, this.#path, signal);
    const playlist = await looking;
    this.#asking = false;
    if (playlist !== null) this.#found = { ...playlist, at: performance.now() };
    if (this.#over.signal.aborted) return;
    if (answer.kind === "ok") this.#onState(answer.value);
    else if (isMissing(answer)) this.#onUnknown();
    else this.#onFailure();
    this.#timer = setTimeout(() => void this.#ask(), this.#pause());
  }

  #onState(told: ChannelState): void {
    const channel = this.#withPlaylist(told);
    const changed =
      this.#channel === null ||
      this.#channel.state !== channel.state ||
      this.#channel.broadcastId !== channel.broadcastId;
    if (changed) this.#since = performance.now();
    this.#channel = channel;
    this.#unknown = false;
    this.#failures = 0;
    const playlist = this.#found?.broadcastId === channel.broadcastId ? this.#found.text : null;
    this.#tell({ kind: "state", channel, playlist });
    if (channel.live) this.#heart ??= setTimeout(() => void this.#beat(), FIRST_BEAT_MS);
  }

  /** A playlist that is there says more than a state that was remembered on the way. */
  #withPlaylist(told: ChannelState): ChannelState {
    const found = this.#found;
    if (found === null || told.live) return told;
    if (performance.now() - found.at > PLAYLIST_LEADS_MS) return told;
    return { ...told, state: "live", live: true, broadcastId: found.broadcastId };
  }

  #onUnknown(): void {
    this.#failures = 0;
    this.#channel = null;
    this.#unknown = true;
    this.#tell({ kind: "unknown" });
  }

  #onFailure(): void {
    this.#failures += 1;
    if (this.#channel === null && !this.#unknown) this.#tell({ kind: "unreachable" });
  }

  #pause(): number {
    return nextPoll({
      state: this.#unknown ? "unknown" : (this.#channel?.state ?? null),
      visible: document.visibilityState === "visible",
      waitedFor: ms(performance.now() - this.#since),
      failures: this.#failures,
    });
  }

  async #beat(): Promise<void> {
    this.#heart = setTimeout(() => void this.#beat(), HEARTBEAT_MS);
    if (this.#channel?.live !== true) return;
    const viewers = await sendHeartbeat(this.#login, this.#viewer, this.#over.signal);
    if (viewers === null || this.#over.signal.aborted || this.#channel === null) return;
    this.#channel = { ...this.#channel, viewers };
    this.#tell({ kind: "state", channel: this.#channel, playlist: null });
  }
}
