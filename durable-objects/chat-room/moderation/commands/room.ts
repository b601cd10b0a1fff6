/** Commands about messages and oneself: clearing, deleting, announcing, one's colour, help. Pure. */
import type { AnnouncementColour } from "#protocol/chat/event.ts";
import { acting, always, type Command, readColour, readSeq, refuse, usage } from "./parsed.ts";

const DELETE = usage("usage_delete", "“/delete <msg id>” - Deletes the specified message.");
const ANNOUNCE = usage(
  "usage_announce",
  "“/announce <message>” - Call attention to your message with a highlight. Also “/announceblue”, “/announcegreen”, “/announceorange”, “/announcepurple”.",
);
const COLOUR = usage(
  "usage_color",
  "“/color <color>” - Change your username color. Color must be in hex (#000000) or one of the following: Blue, BlueViolet, CadetBlue, Chocolate, Coral, DodgerBlue, Firebrick, GoldenRod, Green, HotPink, OrangeRed, Red, SeaGreen, SpringGreen, YellowGreen.",
);

const announce =
  (colour: AnnouncementColour): Command =>
  (text) =>
    text === "" ? refuse(ANNOUNCE) : acting({ kind: "announce", text, colour }, ANNOUNCE);

const remove: Command = (rest) => {
  const target = readSeq(rest);
  return target === null ? refuse(DELETE) : acting({ kind: "delete", target }, DELETE);
};

const colour: Command = (rest) => {
  const read = readColour(rest);
  return read === null ? refuse(COLOUR) : acting({ kind: "colour", colour: read }, COLOUR);
};

export const ROOM: Readonly<Record<string, Command>> = {
  clear: always({ kind: "clear" }),
  delete: remove,
  announce: announce("primary"),
  announceblue: announce("blue"),
  announcegreen: announce("green"),
  announceorange: announce("orange"),
  announcepurple: announce("purple"),
  color: colour,
  help: always({ kind: "help" }),
};
