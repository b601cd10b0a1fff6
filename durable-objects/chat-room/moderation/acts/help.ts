/** The commands that somebody may use. Pure. */
import { mayAct } from "../authority.ts";
import type { ActionResult } from "../state.ts";
import { type Asked, answered, unchanged } from "./acting.ts";

const EVERYBODY = "/color /help /me /mods /vips";
const MODERATORS =
  "/announce /automod /ban /clear /delete /emoteonly /emoteonlyoff /followers /followersoff /links /linksoff /shield /shieldoff /slow /slowoff /subscribers /subscribersoff /timeout /unban /uniquechat /uniquechatoff /untimeout";
const OWNERS = "/mod /unmod /unvip /vip";

export function help({ state, by }: Asked): ActionResult {
  const names = [
    EVERYBODY,
    ...(mayAct(by.standing, "ban") ? [MODERATORS] : []),
    ...(mayAct(by.standing, "mod") ? [OWNERS] : []),
  ];
  const sorted = names.join(" ").split(" ").sort().join(" ");
  return answered(unchanged(state), "cmds_available", `Commands available to you in this room: ${sorted}`);
}
