/** What the gateway needs of the world, as its shell provides it. Types only. */
import type { Present } from "../chat-room/calls.ts";
import type { FindChannels } from "./channel-names.ts";
import type { Account, IrcSession } from "./session.ts";

export type Authentication =
  | { readonly outcome: "accepted"; readonly account: Account }
  /** The token is none, or over. */
  | { readonly outcome: "wrong" }
  /** Too many wrong ones came from there. */
  | { readonly outcome: "limited" }
  | { readonly outcome: "unavailable" };

export type GatewayPorts = {
  readonly now: () => number;
  /** 0 to 1. */
  readonly random: () => number;
  /** A nonce that no other message of the user has. */
  readonly newNonce: () => string;
  readonly inflate: (bytes: Uint8Array) => Uint8Array;
  /** As the rooms know the gateway. */
  readonly relay: string;
  /** A frame to a client. */
  readonly send: (connection: string, frame: string) => void;
  readonly close: (connection: string, code: number, reason: string) => void;
  /** Attaches the session to its socket. */
  readonly remember: (session: IrcSession) => void;
  readonly authenticate: (token: string, caller: string) => Promise<Authentication>;
  readonly findChannels: FindChannels;
  /** The link to a room: what `LinkEffect` says of each. */
  readonly links: {
    readonly connect: (channelId: string) => void;
    readonly disconnect: (channelId: string) => void;
    readonly transmit: (channelId: string, frame: string) => void;
    readonly wake: (channelId: string, at: number) => void;
    /** Nobody needs the room any more: its timer does not ring. */
    readonly forget: (channelId: string) => void;
  };
  /** Who is in a room's chat, as far as the room itself or another of its gateways knows. */
  readonly presence: {
    readonly room: (channelId: string) => Promise<Present>;
    readonly gateway: (name: string, channelId: string) => Promise<Present>;
    /** Has the room looked at then, unless `links.forget` comes before. */
    readonly lookAt: (channelId: string, at: number) => void;
  };
  readonly log: (sentence: string, cause: unknown) => void;
};
