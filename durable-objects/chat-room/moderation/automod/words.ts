/**
 * AutoMod's words: by category, each with the least level at which it holds a message. Data only, written as blocked terms are (`*` at a
 * word's beginning or end). A modest list of what English chats see most: a channel adds its own terms, in any language.
 */

export type WordCategory = "swearing" | "aggression" | "bullying" | "sexual" | "hate";

/** Level 1 holds the gravest only; 4 holds mild ones too. */
export type Level = 1 | 2 | 3 | 4;

type Words = Readonly<Record<Level, readonly string[]>>;

export const WORDS: Readonly<Record<WordCategory, Words>> = {
  hate: {
    1: ["nigger*", "faggot*", "white power", "gas the jews"],
    2: ["retard*", "fag", "fags", "nazi", "nazis"],
    3: ["go back to your country", "subhuman*"],
    4: ["hitler"],
  },
  aggression: {
    1: ["kill yourself", "kill urself", "kys", "hang yourself", "i will kill you"],
    2: ["rape", "raped", "rapist", "die in a fire", "i hope you die", "drink bleach", "shoot you"],
    3: ["kill you", "murder you", "beat you up", "stab you", "neck yourself"],
    4: ["threat", "threaten*"],
  },
  sexual: {
    1: ["child porn*", "jailbait"],
    2: ["send nudes", "blowjob*", "masturbat*"],
    3: ["porn*", "nudes", "hentai", "boobs", "tits", "cock", "cum", "horny"],
    4: ["sex", "sexy", "nude", "naked"],
  },
  bullying: {
    1: ["nobody loves you", "everyone hates you"],
    2: ["worthless", "fat pig", "ugly bitch"],
    3: ["idiot*", "moron*", "loser*", "ugly", "pathetic", "shut up"],
    4: ["stupid", "dumb", "trash", "garbage", "noob*", "lame"],
  },
  swearing: {
    1: [],
    2: ["motherfuck*", "cunt", "cunts"],
    3: ["fuck*", "bitch*", "asshole*", "whore*", "slut*", "bastard*", "dickhead*", "wanker*"],
    4: ["shit*", "bullshit", "ass", "damn", "crap", "piss*", "dick", "hell", "wtf", "stfu", "bollocks"],
  },
};
