import { expect, test } from "vitest";
import { readOverlayOptions } from "../chat/overlay-options.ts";
import { overlayAddress } from "./overlay-address.ts";

const PAGE = "https://rill.test/overlay/ada/chat";

test("the overlay's address carries its looks, and only what is unusual", () => {
  expect([overlayAddress(PAGE, 28, 0), overlayAddress(PAGE, 36, 0), overlayAddress(PAGE, 36, 15)]).toEqual([
    PAGE,
    `${PAGE}?size=36`,
    `${PAGE}?size=36&fade=15`,
  ]);
});

test("the overlay reads what the address says", () => {
  expect(readOverlayOptions(new URL(overlayAddress(PAGE, 36, 15)).search)).toEqual({ sizePx: 36, fadeMs: 15_000 });
  expect(readOverlayOptions(new URL(overlayAddress(PAGE, 28, 0)).search)).toEqual({ sizePx: 28, fadeMs: null });
});
