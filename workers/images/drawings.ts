/** Pictures for those who have none: a category's box art with its name, and avatars. Drawn by us, as SVG that holds nothing but shapes and text. Pure. */
import { BOX_ART_HEIGHT, BOX_ART_WIDTH, DRAWN_AVATARS } from "#protocol/channel/images.ts";

/** Characters of a line of a name, and lines of it. */
const LINE_LENGTH = 15;
const MAX_LINES = 5;
const LINE_HEIGHT = 38;

/** Neighbouring numbers get colours that are far apart: steps of the golden angle, in degrees. */
const hueOf = (number: number): number => Math.round((number * 137.508) % 360);

export function drawBoxArt(categoryId: string, name: string): string {
  const hue = hueOf(Number(categoryId));
  const lines = linesOf(name);
  const top = (BOX_ART_HEIGHT - (lines.length - 1) * LINE_HEIGHT) / 2 + 10;
  const text = lines
    .map((line, at) => `<text x="50%" y="${top + at * LINE_HEIGHT}" text-anchor="middle">${escapeXml(line)}</text>`)
    .join("");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${BOX_ART_WIDTH} ${BOX_ART_HEIGHT}" width="${BOX_ART_WIDTH}" height="${BOX_ART_HEIGHT}">`,
    `<rect width="100%" height="100%" fill="hsl(${hue} 34% 20%)"/>`,
    `<path d="M0 292c70-26 108 26 178 6s72-18 107-8v90H0Z" fill="hsl(${hue} 40% 30%)"/>`,
    `<path d="M0 330c62-20 116 20 172 4s78-14 113-4v50H0Z" fill="hsl(${hue} 46% 40%)"/>`,
    `<g fill="#fff" font-family="system-ui, sans-serif" font-size="26" font-weight="600">${text}</g></svg>`,
  ].join("");
}

/** `number` from 0 to DRAWN_AVATARS - 1. */
export function drawAvatar(number: number): string {
  const hue = (360 / DRAWN_AVATARS) * number;
  const turn = (number * 50) % 360;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="300" height="300">`,
    `<rect width="24" height="24" fill="hsl(${hue} 36% 26%)"/>`,
    `<g transform="rotate(${turn} 12 12)" fill="none" stroke="hsl(${hue} 52% 68%)" stroke-width="2" stroke-linecap="round">`,
    `<path d="M3 8c5 0 5 4 9 4s5-2 9-2"/><path d="M3 15c5 0 5 4 9 4s5-2 9-2"/></g></svg>`,
  ].join("");
}

/** A name in lines that fit; what does not is cut, and says so. */
function linesOf(name: string): readonly string[] {
  const lines: string[] = [];
  for (const word of name.split(/\s+/).flatMap(pieces)) {
    const last = lines.at(-1);
    if (last !== undefined && [...last].length + 1 + [...word].length <= LINE_LENGTH)
      lines.splice(-1, 1, `${last} ${word}`);
    else lines.push(word);
  }
  if (lines.length <= MAX_LINES) return lines;
  const kept = lines.slice(0, MAX_LINES);
  return [...kept.slice(0, -1), `${kept.at(-1) ?? ""}…`];
}

function pieces(word: string): readonly string[] {
  const characters = [...word];
  const cut: string[] = [];
  for (let at = 0; at < characters.length; at += LINE_LENGTH) cut.push(characters.slice(at, at + LINE_LENGTH).join(""));
  return cut;
}

/** Text as it may stand in an element or a quoted attribute of XML. */
export const escapeXml = (text: string): string =>
  text
    // What XML 1.0 cannot hold at all (2.2).
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
