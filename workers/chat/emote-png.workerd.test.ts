import { expect, test } from "vitest";
import { readPng } from "./emote-png.ts";

/** As Chromium's canvas writes them: the data is flushed before its end, so that an empty block follows the last pixel. */
const DRAWN: readonly (readonly [side: number, base64: string])[] = [
  [
    28,
    [
      "iVBORw0KGgoAAAANSUhEUgAAABwAAAAcCAYAAAByDd+UAAAAjklEQVR4AeySIQ6AMAxF/+AAaG6A4RRY7oEHg6PDcBluSLKyZHYT",
      "ZB0CuuybNulLXlvh5adAceF/UUrUYd9nbNuaHWsHECXNhYYxPZyzMObIDvOItq1Tyw/AVLdAXYHiUlVpIaXM7Cc7wfhR8R92SHSC",
      "qPGpBbJgmq44DgjAVLdAXYHiUlWpKn1s4PtHcwMAAP//uH6hKQAAAAZJREFUAwCgk1k5MCAa1wAAAABJRU5ErkJggg==",
    ].join(""),
  ],
  [
    56,
    [
      "iVBORw0KGgoAAAANSUhEUgAAADgAAAA4CAYAAACohjseAAAA4klEQVR4AezYQQrCQBBE0eB59I59SJcexJ0OIZtIh8E0CVWTL0Zh",
      "TGN1PVfepsEfLOgOjCCC4g3wExUH6sZDsFuR+A0IigN1411MMOI+RXzkrq7T9g0XE9wuwvYTBG3pluD/CS5DTm8s6KSVZUUwa8Xp",
      "DEEnrSwrglkrTmcIOmllWRHMWnE6+xV8t/BPwatF2vdcLxjxan9XPOSufbvNU+sF56OxXljQ3fNIQYluWFCCoRACwUJ5EqMISjAU",
      "QiBYKE9iFEEJhkIIBAvlSYwiKMFQCIFgoTyJUQRPYzjoi4YX/AIAAP///cfBjQAAAAZJREFUAwAbM5hxic2hgQAAAABJRU5ErkJg",
      "gg==",
    ].join(""),
  ],
  [
    112,
    [
      "iVBORw0KGgoAAAANSUhEUgAAAHAAAABwCAYAAADG4PRLAAACiUlEQVR4AeyTQW7CQBAEF96cM/ge5TV5QR4WJXDZy0rGsD0zblNR",
      "LFmWd7pdxZwbf9YEEGitrzUEItCcgHl9NhCB5gTM67OBCDQnYF6fDXxPgeZffaD6bKC5TAQi0JyAeX02EIHmBMzrs4EINCdgXp8N",
      "ROATBHhVToANlCPNHYjAXN7yNATKkeYORGAub3kaAuVIcwciMJe3PA2BcqS5A9cFLstnW5Zfrk0M1lkGeX0Uerrl3t8pvUw63Grm",
      "/9/F5KeSKCOAQBnKmkEIrOEuS0WgDGXNIATWcJelIlCGsmYQAmu4y1IRKENZM+jIAmuIJqciMBm4Og6BaqLJ8xCYDFwdh0A10eR5",
      "CEwGro5DoJpo8jwEJgNXxyFQTTR5HgIH4F4PEOjla2iLwAGJ1wMEevka2iJwQOL1AIFevoa2CByQeD1AoJevoS0CByReDxCo8lU0",
      "B4FF4FWxCFSRLJqDwCLwqlgEqkgWzUFgEXhVLAJVJIvmILAIvCoWgSqSRXPWBZ7P3+10+uDawGBZ/l5xOHtmXeDl8tOu1y+uDQxa",
      "26HA2Z8H58MJrG9geDwBswQQOEuw+DwCiwXMxiNwlmDxeQQWC5iNR+AsweLzCCwW8GJ8P4bAjsLzBoGe3nprBHYUnjcI9PTWWyOw",
      "o/C8QaCnt94agR2F5w0CPb311gjsKDxvnhPo+Y2Hbo1Ac70IRKA5AfP6bCACzQmY12cDEWhOwLw+G4jAxwR4I44AGxjHNmUyAlMw",
      "x4UgMI5tymQEpmCOC0FgHNuUyQhMwRwXgsA4timTEZiCOS5kzwLjvvpAkxFoLhOBCDQnYF6fDUSgOQHz+mwgAs0JmNdnAxG4NwLv",
      "1YcNNPeNQHOB/wAAAP//voslZQAAAAZJREFUAwDoBjDww9+65AAAAABJRU5ErkJggg==",
    ].join(""),
  ],
];

test.each(DRAWN)("a picture of %i pixels that a browser's canvas drew is read", (side, base64) => {
  const drawn = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  expect(readPng(drawn)).toEqual({ width: side, height: side, frames: 1 });
});
