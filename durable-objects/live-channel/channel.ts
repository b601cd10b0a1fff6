/**
 * One channel: its lease, its current broadcast, those that are being finished, its viewers. Turns what happens (a publisher, a
 * bundle, an alarm, a call) into what follows. Knows the world through its ports alone.
 */
import { emptyTimeline } from "#media/timeline/timeline.ts";
import type { Health, UplinkDown } from "#protocol/ingest/uplink.ts";
import { Broadcast, type BroadcastDeps } from "./broadcast.ts";
import type { Bytes, ChannelStanding, HealthNews, OpenCall, Opened, Recovering } from "./calls.ts";
import { type EndingPorts, Endings, FINISH } from "./endings.ts";
import type { Cursor, News } from "./event-ring.ts";
import { HealthHistory } from "./health-history.ts";
import { decideOpen, freeLease, graceEnd, grantLease, type LeaseRecord, leaseTerms, newBroadcastId } from "./lease.ts";
import { ACK_INTERVAL_MS, MAX_NEXT_MS } from "./limits.ts";
import { ANNOUNCE, Listing, type ListingPorts } from "./listing.ts";
import type { Chat } from "./ports.ts";
import { Return } from "./return.ts";
import { standingOf } from "./standing.ts";

/** The sockets of nodes. */
export type Uplinks = {
  send(epoch: number, message: UplinkDown): void;
  /** Tells all sockets to stop, and closes them as fenced. */
  stop(reason: string): void;
};

export type ChannelPorts = EndingPorts &
  ListingPorts & {
    readonly instance: string;
    readonly uplinks: Uplinks;
    readonly chat: Chat;
    /** A broadcast stays open this long after its publisher dropped, milliseconds. */
    readonly graceMs: number;
  };

export class Channel {
  readonly #ports: ChannelPorts;
  readonly #endings: Endings;
  readonly #listing: Listing;
  #lease: LeaseRecord | null;
  #current: Broadcast | null = null;
  #return: Return | null = null;
  /** When the holder of the lease last gave a sign of life. */
  #aliveAt: number;
  #health: Health | null = null;
  readonly #healthHistory = new HealthHistory();
  #isAckTimed = false;

  constructor(ports: ChannelPorts) {
    this.#ports = ports;
    this.#endings = new Endings(ports);
    this.#listing = new Listing(ports);
    this.#lease = ports.store.lease();
    // A restart is no sign that the publisher is gone: it gets as long to come back as if it had just delivered.
    this.#aliveAt = ports.clock.now();
    for (const checkpoint of ports.store.broadcasts()) {
      const broadcast = new Broadcast(checkpoint, this.#deps(), true);
      const { ended } = checkpoint.timeline;
      const back = new Return(ports.clock, broadcast, !ended && this.#lease?.held === true);
      if (ended) {
        this.#endings.add(broadcast);
        void back.over.then(() => this.#endings.finish(broadcast));
      } else {
        this.#current = broadcast;
        this.#return = back;
      }
    }
  }

  get lease(): LeaseRecord | null {
    return this.#lease;
  }

  get current(): Broadcast | null {
    return this.#current;
  }

  get restart(): Return | null {
    return this.#return;
  }

  get health(): Health | null {
    return this.#health;
  }

  /** A publisher asks to go live. */
  async open(call: OpenCall): Promise<Opened> {
    const { clock, store, alarms, graceMs } = this.#ports;
    const now = clock.now();
    if (decideOpen(this.#lease, this.#aliveAt, now) === "already_live")
      return { outcome: "denied", reason: "already_live" };
    if (!(await this.#isBack())) return { outcome: "recovering" };
    if (this.#current !== null && this.#graceEnd(this.#current) <= now) this.#end(this.#current);
    if (this.#lease?.held === true) this.#free("another publisher took over");
    const broadcast = this.#current ?? this.#begin(call, now);
    this.#lease = grantLease(this.#lease, { ...call, broadcastId: broadcast.id }, now);
    this.#aliveAt = now;
    this.#health = null;
    store.writeLease(this.#lease);
    broadcast.checkpoint();
    this.#ports.chat.broadcast(call.channelId, { id: broadcast.id, startedAt: broadcast.timeline.startedAt });
    await alarms.set(GRACE, now + graceMs);
    const lease = { login: broadcast.login, gopHint: store.gopHint(), ...leaseTerms(this.#lease, broadcast.timeline) };
    return { outcome: "granted", lease };
  }

  /** Ends the holder's lease: it said goodbye, or may publish no more. The grace begins. */
  async release(reason: string, isTold: boolean): Promise<void> {
    const epoch = this.#lease?.epoch;
    // What was open may close only once it is all there again.
    await this.#isBack();
    if (this.#lease?.held !== true || this.#lease.epoch !== epoch) return;
    this.#free(isTold ? reason : null);
    const { clock, alarms, graceMs } = this.#ports;
    await alarms.set(GRACE, clock.now() + graceMs);
  }

  /** Media of the current lease was applied. */
  mediaCame(): void {
    this.#aliveAt = this.#ports.clock.now();
    if (this.#current?.hasMedia === true) void this.#listing.announce(this.#current.timeline);
  }

  noteHealth(health: Health): void {
    this.#health = health;
    this.#healthHistory.note(health, this.#ports.clock.now());
    const known = this.#ports.store.gopHint();
    if (health.gop > 0 && (known === null || Math.abs(health.gop - known) > GOP_CHANGE)) {
      this.#ports.store.writeGopHint(health.gop);
    }
  }

  /** Tells the node soon what has arrived and what is safe; many calls become one message. */
  acknowledge(): void {
    if (this.#isAckTimed) return;
    this.#isAckTimed = true;
    this.#ports.clock.after(ACK_INTERVAL_MS, () => {
      this.#isAckTimed = false;
      if (this.#current === null || this.#current.isRecovering || this.#lease?.held !== true) return;
      this.#ports.uplinks.send(this.#lease.epoch, { kind: "ack", ...this.#current.progress() });
    });
  }

  async next(cursor: Cursor | null, timeoutMs: number): Promise<News | Recovering> {
    if (!(await this.#isBack())) return { kind: "recovering" };
    const broadcast = this.#current ?? this.#endings.last;
    if (broadcast === null) return { kind: "snapshot", instance: this.#ports.instance, timeline: null };
    return broadcast.next(cursor, Math.min(timeoutMs, MAX_NEXT_MS));
  }

  /** Bytes of a part, or with `part` null of a whole segment. */
  async part(broadcastId: string, rendition: string, msn: number, part: number | null): Promise<Bytes> {
    if (!(await this.#isBack())) return { outcome: "recovering" };
    const bytes = this.#find(broadcastId)?.bytes(rendition, msn, part) ?? null;
    return bytes === null ? { outcome: "nowhere" } : { outcome: "bytes", bytes: bytes.slice() };
  }

  async init(broadcastId: string, rendition: string, version: number): Promise<Bytes> {
    if (!(await this.#isBack())) return { outcome: "recovering" };
    const bytes = this.#ports.store.init(broadcastId, rendition, version);
    return bytes === null ? { outcome: "nowhere" } : { outcome: "bytes", bytes };
  }

  beat(viewers: readonly string[]): number {
    return this.#listing.beat(viewers, this.#current?.timeline ?? null);
  }

  standing(): ChannelStanding {
    const timeline = this.#current?.timeline ?? null;
    const isHeld = this.#lease?.held === true;
    return standingOf(timeline, this.#listing.count(), isHeld, this.#aliveAt, this.#ports.clock.now());
  }

  /** How it stands and how it runs, with the readings that came after a moment. */
  healthSince(after: number): HealthNews {
    const now = this.#ports.clock.now();
    return { ...this.standing(), now, readings: this.#healthHistory.since(after, now) };
  }

  async alarm(name: string): Promise<void> {
    const { clock, alarms } = this.#ports;
    await this.#return?.over;
    if (name === GRACE && this.#current !== null) {
      const end = this.#graceEnd(this.#current);
      if (end > clock.now()) await alarms.set(GRACE, end);
      else await this.#endings.finish(this.#end(this.#current));
    }
    if (name === ANNOUNCE && this.#current?.hasMedia === true) await this.#listing.announce(this.#current.timeline);
    if (name === FINISH) await this.#endings.finishAll();
  }

  #deps(): BroadcastDeps {
    const { instance, clock, bucket, store } = this.#ports;
    return { instance, clock, bucket, store, progressed: () => this.acknowledge() };
  }

  async #isBack(): Promise<boolean> {
    return this.#return === null || this.#current?.isRecovering !== true || (await this.#return.isOver());
  }

  #graceEnd(broadcast: Broadcast): number {
    return graceEnd(this.#lease, broadcast.lastMediaAt, this.#ports.graceMs);
  }

  #find(broadcastId: string): Broadcast | null {
    if (this.#current?.id === broadcastId) return this.#current;
    return this.#endings.find(broadcastId);
  }

  #begin(call: OpenCall, now: number): Broadcast {
    const id = newBroadcastId(now, this.#ports.clock.random(), this.#lease?.broadcastId ?? null);
    const timeline = emptyTimeline(call.channelId, id, now);
    const checkpoint = { login: call.login, timeline, lastMediaAt: 0, replayFrom: 0 };
    this.#current = new Broadcast(checkpoint, this.#deps(), false);
    this.#return = null;
    return this.#current;
  }

  /** Frees the lease and closes what is open; `told` is the reason that the node hears, null when it knows. */
  #free(told: string | null): void {
    if (this.#lease === null) return;
    this.#lease = freeLease(this.#lease, this.#ports.clock.now());
    this.#ports.store.writeLease(this.#lease);
    if (told !== null) this.#ports.uplinks.stop(told);
    this.#current?.close("interrupted");
  }

  #end(broadcast: Broadcast): Broadcast {
    if (this.#lease?.held === true) this.#free("the broadcast has ended");
    broadcast.close("ended");
    this.#current = null;
    this.#healthHistory.clear();
    this.#ports.chat.broadcast(broadcast.timeline.channelId, null);
    if (broadcast.hasMedia) this.#ports.events.ended(broadcast.timeline);
    this.#endings.add(broadcast);
    return broadcast;
  }
}

/** The alarm's name. */
const GRACE = "grace";

/** Seconds by which the longest GOP must differ to be noted again. */
const GOP_CHANGE = 0.1;
