/** The one line that says how things are: who is live, who watches, whether the node keeps up. Pure. */
import type { ChannelState } from "#protocol/channel/channel.ts";

/** What the transcoder last said of one publisher. */
export type NodeHealth = {
  readonly login: string;
  readonly renditions: readonly string[];
  /** Speed against real time; 1 is keeping up. */
  readonly speed: number | null;
  /** One sentence for the streamer, empty when all is well. */
  readonly message: string;
};

/** Channels that the line names; more are counted. */
const MAX_NAMED = 3;

export function renderStatus(live: readonly ChannelState[] | null, health: ReadonlyMap<string, NodeHealth>): string {
  if (live === null) return "The Worker does not answer.";
  const on = live.filter((channel) => channel.state !== "offline");
  if (on.length === 0) return "Nobody is live.";
  const viewers = on.reduce((sum, channel) => sum + channel.viewers, 0);
  const named = on.slice(0, MAX_NAMED).map((channel) => renderChannel(channel, health.get(channel.login)));
  const more = on.length > MAX_NAMED ? [`${on.length - MAX_NAMED} more`] : [];
  return [`${on.length} live`, count(viewers, "viewer"), ...named, ...more].join(" · ");
}

function renderChannel(channel: ChannelState, health: NodeHealth | undefined): string {
  const words = [channel.login];
  if (channel.state !== "live") words.push(channel.state);
  if (health !== undefined) {
    if (health.renditions.length > 0) words.push(health.renditions.join("+"));
    if (health.speed !== null) words.push(`${health.speed.toFixed(2)}x`);
    if (health.message !== "") words.push(`(${health.message})`);
  }
  return words.join(" ");
}

/** Takes in a line of the transcoder; answers null when it is not about a publisher's health. */
export function readHealth(fields: Readonly<Record<string, unknown>> | null): NodeHealth | null {
  if (fields === null || fields["event"] !== "health" || typeof fields["login"] !== "string") return null;
  const { login, renditions, speed, message } = fields;
  return {
    login,
    renditions: Array.isArray(renditions) ? renditions.filter((id) => typeof id === "string") : [],
    speed: typeof speed === "number" ? speed : null,
    message: typeof message === "string" ? message : "",
  };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
