/** Everything around one channel's logic, in memory, under a clock that a test moves: storage, bucket, directory, alarms, sockets. */
import { Channel, type ChannelPorts } from "#durable-objects/live-channel/channel.ts";
import type { ChannelStore, Directory } from "#durable-objects/live-channel/ports.ts";
import { type Close, onFrame, onText } from "#durable-objects/live-channel/uplink.ts";
import type { BundleMaker, Start } from "./bundles.ts";
import { FakeBucket } from "./fake-bucket.ts";
import { fakeChannelStore } from "./fake-channel-store.ts";
import { ManualClock } from "./manual-clock.ts";

export const TEST_GRACE_MS = 90_000;

export class FakeChannelWorld {
  readonly clock = new ManualClock();
  readonly bucket = new FakeBucket();
  readonly store: ChannelStore = fakeChannelStore();
  /** What the directory was told, in order. */
  readonly directoryCalls: string[] = [];
  /** What nodes were sent, in order. */
  readonly sent: { readonly epoch: number; readonly message: object }[] = [];
  readonly stopped: string[] = [];
  /** The broadcasts that the chat was told of, in order; null for an end. */
  readonly chatCalls: (string | null)[] = [];
  /** What was said to those who want to know who is live, in order. */
  readonly eventCalls: (readonly ["begun" | "ended", string])[] = [];
  readonly alarms = new Map<string, number>();
  isDirectoryDown = false;
  channel: Channel;
  #instances = 0;

  constructor() {
    this.channel = this.#wake();
  }

  /** The platform throws the object out and makes it anew over the same storage. */
  restart(): Channel {
    this.channel = this.#wake();
    return this.channel;
  }

  open(nodeId = "node-1", tokenHash = "aa") {
    return this.channel.open({ channelId: "1001", login: "ada", nodeId, tokenHash });
  }

  async openGranted(): Promise<Start & { readonly broadcastId: string }> {
    const opened = await this.open();
    if (opened.outcome !== "granted") throw new Error(`no lease came: ${opened.outcome}`);
    return opened.lease;
  }

  say(epoch: number, message: object): Promise<Close> {
    return onText(this.channel, this.#uplinks, epoch, JSON.stringify(message));
  }

  /** Sends so many bundles, a part interval apart; answers the last reason to close the socket. */
  async push(maker: BundleMaker, epoch: number, count: number): Promise<Close> {
    let close: Close = null;
    for (const { frame } of maker.take(count)) {
      close = await onFrame(this.channel, epoch, frame);
      await this.clock.advance(334);
    }
    return close;
  }

  /** Moves the clock, ringing every alarm when its time comes. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.clock.now() + milliseconds;
    for (;;) {
      const [due] = [...this.alarms].filter(([, at]) => at <= end).sort(([, a], [, b]) => a - b);
      if (due === undefined) break;
      await this.clock.advance(Math.max(0, due[1] - this.clock.now()));
      this.alarms.delete(due[0]);
      const ringing = this.channel.alarm(due[0]);
      await this.clock.advance(1);
      await Promise.race([ringing, this.clock.settle()]);
    }
    await this.clock.advance(Math.max(0, end - this.clock.now()));
  }

  #wake(): Channel {
    const ports: ChannelPorts = {
      instance: `instance-${++this.#instances}`,
      clock: this.clock,
      bucket: this.bucket,
      store: this.store,
      directory: this.#directory,
      alarms: {
        set: async (name, at) => {
          this.alarms.set(name, at);
        },
        clear: async (name) => {
          this.alarms.delete(name);
        },
      },
      uplinks: this.#uplinks,
      events: {
        begun: ({ broadcastId }) => this.eventCalls.push(["begun", broadcastId]),
        ended: ({ broadcastId }) => this.eventCalls.push(["ended", broadcastId]),
      },
      chat: { broadcast: (_, broadcast) => this.chatCalls.push(broadcast?.id ?? null) },
      graceMs: TEST_GRACE_MS,
      log: () => undefined,
    };
    return new Channel(ports);
  }

  get #uplinks(): ChannelPorts["uplinks"] {
    return {
      send: (epoch, message) => this.sent.push({ epoch, message }),
      stop: (reason) => this.stopped.push(reason),
    };
  }

  get #directory(): Directory {
    const call = async (name: string): Promise<void> => {
      if (this.isDirectoryDown) throw new Error("the directory is down");
      this.directoryCalls.push(name);
    };
    return {
      announce: () => call("announce"),
      setViewers: (_channel, _broadcast, viewers) => call(`viewers ${viewers}`),
      withdraw: () => call("withdraw"),
      addVod: ({ duration, still }) => call(still === null ? `vod ${duration}` : `vod ${duration} with ${still}`),
    };
  }
}
