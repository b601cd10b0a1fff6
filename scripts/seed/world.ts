/** The people, channels and follows of a development site: invented, the same each time. Pure. */
import type { ChannelChange } from "#protocol/channel/about.ts";

export type SeedChannel = {
  readonly login: string;
  readonly name: string;
  /** Its slug. */
  readonly category: string;
  readonly about: string;
  readonly change: Omit<ChannelChange, "category">;
};

export const CHANNELS: readonly SeedChannel[] = [
  {
    ...{
      login: "marblefox",
      name: "MarbleFox",
      category: "just-chatting",
      about: "Tea, questions and a slow morning.",
    },
    change: { title: "Morning tea and questions", tags: ["English", "Cozy"], language: "en" },
  },
  {
    ...{ login: "la_rueda", name: "La_Rueda", category: "minecraft", about: "Construimos una ciudad sin planos." },
    change: { title: "La ciudad: el puerto", tags: ["Español", "Building"], language: "es" },
  },
  {
    ...{ login: "nachtzug", name: "Nachtzug", category: "euro-truck-simulator-2", about: "Jeden Abend eine Strecke." },
    change: { title: "Von Lübeck nach Triest", tags: ["Deutsch", "Relaxed"], language: "de" },
  },
  {
    ...{
      login: "orbitalkim",
      name: "OrbitalKim",
      category: "kerbal-space-program",
      about: "Rockets, some of which fly.",
    },
    change: { title: "To the second moon, on one tank", tags: ["English", "Science"], language: "en" },
  },
  {
    ...{ login: "inkandpaper", name: "InkAndPaper", category: "art", about: "Woodcuts and watercolour." },
    change: { title: "Watercolour: the harbour at night", tags: ["English", "Drawing"], language: "en" },
  },
  {
    ...{ login: "speedy_olga", name: "speedy_olga", category: "celeste", about: "Any percent, all day." },
    change: { title: "Under 27 minutes or bust", tags: ["Speedrun", "English"], language: "en", latencyMode: "low" },
  },
  {
    ...{ login: "quietkeys", name: "QuietKeys", category: "music", about: "Piano, requests welcome." },
    change: { title: "Requests until midnight", tags: ["Piano", "Music"], language: "en", latencyMode: "normal" },
  },
  {
    ...{ login: "tarn", name: "Tarn", category: "software-and-game-development", about: "A compiler, in the open." },
    change: { title: "Register allocation, part 6", tags: ["Programming", "Rust"], language: "en" },
  },
  {
    ...{ login: "hana_cooks", name: "hana_cooks", category: "food-and-drink", about: "Dinner for four." },
    change: { title: "Curry from scratch", tags: ["Cooking"], language: "ja" },
  },
  {
    ...{
      login: "gravelpit",
      name: "GravelPit",
      category: "dark-souls",
      about: "Horror and hard games, for grown-ups.",
    },
    change: { title: "No hits, third week", tags: ["English", "Challenge"], language: "en", mature: true },
  },
];

const NAMES = ["ada", "bo", "cleo", "dov", "emre", "fay", "gil", "hedy", "ines", "jun", "kofi", "lua"];
/** People who watch; `viewer_ada` and so on, so that nobody's login is in the way. */
export const PEOPLE: readonly string[] = NAMES.map((name) => `viewer_${name}`);

/** Whom a person follows: the first channels are followed most. */
export const followedBy = (person: string): readonly string[] => {
  const at = PEOPLE.indexOf(person);
  return CHANNELS.filter((_, channel) => channel <= at && (at + channel) % 3 !== 2).map(({ login }) => login);
};
