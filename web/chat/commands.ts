/** The slash commands that the composer offers. The room decides who may and what they do; here are their words alone. Pure. */

/** Who is offered it. */
type Audience = "everyone" | "moderators" | "broadcaster";
export type Command = {
  readonly name: string;
  /** What follows the name, as people write it. */
  readonly usage: string;
  readonly words: string;
  readonly audience: Audience;
};

const command = (audience: Audience, name: string, usage: string, words: string): Command => ({
  ...{ name, usage, words, audience },
});

export const COMMANDS: readonly Command[] = [
  command("everyone", "me", "text", "Say what you do"),
  command("everyone", "color", "#RRGGBB", "Change the colour of your name"),
  command("everyone", "mods", "", "Who moderates here"),
  command("everyone", "vips", "", "Who is a VIP here"),
  command("everyone", "help", "", "The commands that you may use"),
  command("moderators", "timeout", "name seconds reason", "Silence somebody for a while"),
  command("moderators", "ban", "name reason", "Silence somebody for good"),
  command("moderators", "unban", "name", "End a ban or timeout"),
  command("moderators", "untimeout", "name", "End a timeout"),
  command("moderators", "delete", "message id", "Delete one message"),
  command("moderators", "clear", "", "Clear the chat for everyone"),
  command("moderators", "announce", "text", "Say something that stands out"),
  command("moderators", "slow", "seconds", "Make viewers wait between messages"),
  command("moderators", "slowoff", "", "End slow mode"),
  command("moderators", "followers", "minutes", "Followers only"),
  command("moderators", "followersoff", "", "Not followers only"),
  command("moderators", "subscribers", "", "Subscribers only"),
  command("moderators", "subscribersoff", "", "Not subscribers only"),
  command("moderators", "emoteonly", "", "Emotes only"),
  command("moderators", "emoteonlyoff", "", "Not emotes only"),
  command("moderators", "uniquechat", "", "No message twice"),
  command("moderators", "uniquechatoff", "", "Messages may repeat"),
  command("moderators", "links", "", "Links allowed"),
  command("moderators", "linksoff", "", "No links"),
  command("moderators", "automod", "0 to 4", "How much AutoMod holds back"),
  command("moderators", "shield", "", "The strictest rules at once"),
  command("moderators", "shieldoff", "", "Back to your own rules"),
  command("broadcaster", "mod", "name", "Make somebody a moderator"),
  command("broadcaster", "unmod", "name", "Take moderating away"),
  command("broadcaster", "vip", "name", "Make somebody a VIP"),
  command("broadcaster", "unvip", "name", "Take being a VIP away"),
];

export type Rank = "viewer" | "moderator" | "broadcaster";

export function commandsOf(rank: Rank): readonly Command[] {
  return COMMANDS.filter(({ audience }) => {
    if (audience === "everyone" || rank === "broadcaster") return true;
    return audience === "moderators" && rank === "moderator";
  });
}
