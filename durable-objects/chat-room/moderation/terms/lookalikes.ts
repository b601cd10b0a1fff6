/**
 * Which letters look like which: data only. A word's letters are one alphabet for the finder, whatever alphabet they were borrowed from;
 * terms are folded the same way, so a term in Cyrillic or Greek finds its word too.
 */

/** Pairs of a character and what it is read as, for those that Unicode's compatibility decomposition leaves alone. Lower case only. */
const PAIRS: readonly string[] = [
  // Cyrillic
  "аa вb сc ԁd еe ёe һh нh іi їi јj кk ӏl мm оo рp ԛq гr ѕs тt цu ѵv ԝw хx уy зz пn ғf ҽe єe ъb ьb",
  // Greek; capitals are lower-cased first, see GREEK_CAPITALS
  "αa βb δd εe ϝf ηn ιi ϳj κk λl μu νv οo ρp σo ςs τt υu χx γy ζz ωw",
  // Latin with strokes, hooks and turned forms
  "ⱥa ƀb ɓb ƈc ȼc đd ɖd ɗd ðd ɇe əe ɛe ƒf ɠg ɡg ǥg ħh ɦh ıi ɨi ɩi ɉj ʝj ƙk łl ƚl ɭl ɱm ɲn ŋn ƞn øo ɵo ɔo œoe æae ƥp þp ʠq ɍr ɽr ßss ʂs ŧt ƭt ʈt ʉu ʋv ʌv ƴy ɏy ƶz ȥz ʐz",
  // Latin small capitals
  "ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz",
  // Armenian and Cherokee
  "օo սu ոn հh ցg զq ꭺa ꮯc ꭼe ꮋh ꭻj ꮶk ꮮl ꮇm ꮲp ꭱr ꮪs ꭲt ꮃw ᴤs",
];

/** What a character is read as; one or two letters. */
export const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  PAIRS.flatMap((line) => line.split(" ")).map((pair) => {
    const [from = "", ...to] = pair;
    return [from, to.join("")];
  }),
);

/** Greek capitals that look like another Latin letter than their small forms do: read so when an evasion is looked for. */
export const GREEK_CAPITALS: ReadonlyMap<number, string> = new Map([
  [0x0397, "h"],
  [0x039c, "m"],
  [0x039d, "n"],
  [0x03a5, "y"],
]);

/** Digits that stand for a letter within a word; `1` is `i` or `l`. */
export const DIGIT_LETTERS: ReadonlyMap<string, string> = new Map([
  ["0", "o"],
  ["1", "i"],
  ["2", "z"],
  ["3", "e"],
  ["4", "a"],
  ["5", "s"],
  ["7", "t"],
  ["8", "b"],
  ["9", "g"],
]);

/** Symbols that stand for a letter. */
export const SYMBOL_LETTERS: ReadonlyMap<string, string> = new Map([
  ["@", "a"],
  ["$", "s"],
  ["!", "i"],
  ["|", "i"],
  ["+", "t"],
  ["€", "e"],
  ["¢", "c"],
  ["¡", "i"],
]);
/** Of these, which stand for a letter also at a word's beginning and end. The others are punctuation there; `@` begins a mention too. */
export const EDGE_SYMBOLS: ReadonlySet<string> = new Set(["$", "€", "¢"]);
export const LEADING_SYMBOLS: ReadonlySet<string> = new Set(["@", "$", "€", "¢"]);

/**
 * Letters that ordinary words do not double: any run of them is one. Runs of other letters count as one, two, or more, since `good` is
 * not `god` while `gooood` may be both.
 */
export const NEVER_DOUBLED = "ahijkquvwxy";
