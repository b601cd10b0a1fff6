/** NOTICE lines: a code of Twitch's list that programs go by, and a sentence for people. */
import { commandLine, type ServerLine } from "./server-line.ts";

export const notice = (login: string, code: string, sentence: string): ServerLine =>
  commandLine({ tags: { "msg-id": code }, command: "NOTICE", params: [`#${login}`], trailing: sentence });

export const NO_SUCH_CHANNEL = "This channel does not exist or has been suspended.";
