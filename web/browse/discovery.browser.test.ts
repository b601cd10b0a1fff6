/** Finding something to watch and following it, in Chromium on canned answers: header, search, home, browse, channel, embedded player. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { ada, categoryNamed, channelNamed, resting } from "#testing/page-answers.ts";
import { type Asked, answer, PageStage, refusal } from "#testing/page-stage.ts";

let stage: PageStage;

beforeAll(async () => {
  stage = await PageStage.open();
});
afterAll(async () => {
  await stage?.close();
});
afterEach(async () => {
  expect(await stage.leave()).toEqual([]);
});

const bob = channelNamed("bob", {
  ...{ category: { id: "5", name: "Chess", slug: "chess" }, tags: ["blitz"], description: "Plays chess." },
});
const quiet = channelNamed("bob", resting);
const world = {
  "/api/session": { user: null },
  "/api/live": { channels: [bob], cursor: null },
  "/api/categories": { categories: [categoryNamed("Chess")], cursor: null },
  "/api/categories/chess": categoryNamed("Chess"),
  "/api/channels/bob": quiet,
  "/api/channels/bob/vods": { vods: [] },
  "/api/channels/bob/panels": { panels: [] },
  "/api/search/suggest": {
    channels: [
      { login: "bob", displayName: "Bob", avatar: "", live: true },
      { login: "bobby", displayName: "Bobby", avatar: "", live: false },
    ],
    categories: [{ id: "5", name: "Chess", slug: "chess", boxArt: "/images/categories/5.svg" }],
  },
};
const asAda = {
  ...world,
  "/api/session": { user: ada },
  "/api/me/following": { channels: [{ followedAt: 1, channel: bob }], cursor: null },
  "/api/channels/bob/follow": { followedAt: null, followers: 41 },
};
const path = (page: Page) => {
  const url = new URL(page.url());
  return url.pathname + url.search;
};

/** How many follow, where it stands on a wide screen. */
const count = (page: Page, words: string) => page.locator(".follow-count", { hasText: words });

test("a live card shows what the channel shows, follows it while the page is open, and has its avatar when there is nothing to show", async () => {
  const showing = (still: string | null) => ({
    ...world,
    "/api/live": { channels: [{ ...bob, still }], cursor: null },
  });
  const page = await stage.visit("/", showing("/images/stills/first"));
  const picture = page.locator(".card-still");
  const place = page.locator(".card-poster");
  /** The page looks again, as when somebody comes back to it. */
  const change = async (still: string | null) => {
    stage.answers = showing(still);
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  };
  await page.route("**/images/stills/gone", (route) => route.fulfill({ status: 404 }));
  await picture.waitFor();
  const [width, height] = [await place.evaluate((it) => it.clientWidth), await place.evaluate((it) => it.clientHeight)];
  expect(Math.abs(width / height - 16 / 9)).toBeLessThan(0.01);
  expect(await picture.getAttribute("alt")).toBe("What bob shows now");
  await picture.evaluate((it) => it.setAttribute("data-same", "yes"));
  await change("/images/stills/second");
  await page.locator('.card-still[src="/images/stills/second"][data-same="yes"]').waitFor();
  for (const still of ["/images/stills/gone", null]) {
    await change(still);
    await page.locator(".card-poster .ui-avatar").waitFor();
    expect([await picture.count(), await place.evaluate((it) => it.clientHeight)]).toEqual([0, height]);
    await change("/images/stills/third");
    await picture.waitFor();
  }
});

test("a channel's recordings show their pictures and lengths", async () => {
  const vod = { id: "77", channelId: "7", login: "bob", title: "Day one", startedAt: "2026-11-19T09:00:00Z" };
  const vods = [{ ...vod, duration: 3723, playlist: "/vods/77/master.m3u8", still: "/images/stills/77" }];
  const page = await stage.visit("/bob", { ...world, "/api/channels/bob/vods": { vods } });
  const card = page.getByRole("link", { name: /Day one/ });
  expect([await card.getAttribute("href"), await card.locator("img").getAttribute("src")]).toEqual([
    "/vods/77",
    "/images/stills/77",
  ]);
  expect(await card.locator(".card-length").textContent()).toBe("1:02:03");
});

test("/ opens the search, the arrows walk the suggestions, and Enter goes there", async () => {
  const page = await stage.visit("/browse", world);
  await page.getByRole("link", { name: /Watch bob/ }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("bo");
  const field = page.getByRole("combobox", { name: "Search" });
  await page.getByRole("option", { name: /Bobby/ }).waitFor();
  const offered = page.getByRole("listbox", { name: "Suggestions" }).getByRole("option");
  expect(await offered.allInnerTexts()).toEqual([
    expect.stringMatching(/Bob\s+Live/),
    expect.stringMatching(/Bobby/),
    expect.stringMatching(/Chess\s+Category/),
    "Search for “bo”",
  ]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const active = await field.getAttribute("aria-activedescendant");
  const selected = page.getByRole("listbox", { name: "Suggestions" }).getByRole("option", { selected: true });
  expect(await selected.getAttribute("id")).toBe(active);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await page.getByText("bob is offline").waitFor();
  expect(path(page)).toBe("/bob");
});

test("Enter alone searches, Escape closes the suggestions, and the key is typed where text is typed", async () => {
  const recording = {
    ...{ id: "77", channelId: "1001", login: "bob", title: "Endgames at dawn", startedAt: "2026-11-01T10:00:00.000Z" },
    ...{ duration: 3600, playlist: "/vods/77/master.m3u8", still: null },
  };
  const found = { channels: [quiet], categories: [categoryNamed("Chess")], live: [bob], recordings: [recording] };
  const page = await stage.visit("/browse", { ...world, "/api/search": found });
  await page.getByRole("link", { name: /Watch bob/ }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("a/b");
  await page.getByRole("listbox").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("listbox").waitFor({ state: "hidden" });
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Results for “a/b”" }).waitFor();
  expect(path(page)).toBe("/search?q=a%2Fb");
  expect(await page.getByRole("heading", { level: 2 }).allInnerTexts()).toEqual([
    "Channels",
    "Categories",
    "Live titles",
    "Recordings",
  ]);
  const recordings = page.getByRole("region", { name: "Recordings" });
  expect(
    await recordings.getByRole("link").evaluateAll((links) => links.map((link) => link.getAttribute("href"))),
  ).toEqual(["/vods/77"]);
  await recordings.getByText("bob", { exact: true }).waitFor();
  expect(stage.sent("GET", "/api/search").map(({ search }) => search)).toEqual(["?q=a%2Fb"]);
});

test("a search that finds nothing says so, and one that fails can be tried again", async () => {
  const nothing = { channels: [], categories: [], live: [], recordings: [] };
  const page = await stage.visit("/search?q=zzz", { ...world, "/api/search": () => refusal(503, "x") });
  await page.getByText("The search did not answer").waitFor();
  stage.answers = { ...world, "/api/search": nothing };
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("Nothing was found for “zzz”").waitFor();
});

test("home shows whom one follows before everybody, and categories below", async () => {
  const page = await stage.visit("/", asAda);
  await page.getByRole("heading", { name: "Live among those you follow" }).waitFor();
  await page.getByRole("link", { name: /Chess/ }).last().waitFor();
  await expect
    .poll(() => page.getByRole("heading").allInnerTexts())
    .toEqual(["Live among those you follow", "Live now", "Categories"]);
});

test("browsing is narrowed by tag and language, in the address and in what is asked", async () => {
  const page = await stage.visit("/browse", world);
  await page.getByLabel("Tag", { exact: true }).fill("#blitz");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.getByRole("button", { name: "Without the tag blitz" }).waitFor();
  await page.getByLabel("Language").selectOption("de");
  await expect.poll(() => path(page)).toBe("/browse?tag=blitz&language=de");
  await expect.poll(() => stage.sent("GET", "/api/live").at(-1)?.search).toBe("?tag=blitz&language=de");
  await page.goBack();
  await expect.poll(() => path(page)).toBe("/browse?tag=blitz");
  stage.answers = { ...world, "/api/live": { channels: [], cursor: null } };
  await page.getByRole("link", { name: "Chess", exact: false }).first().click();
  await expect.poll(() => path(page)).toBe("/category/chess?tag=blitz");
  await page.getByText("Nobody is live with that").waitFor();
  expect(stage.sent("GET", "/api/live").at(-1)?.search).toBe("?tag=blitz&category=chess");
});

test("more of a list comes on request, after what is there", async () => {
  const live = ({ search }: Asked) =>
    answer(
      search.includes("cursor=two")
        ? { channels: [channelNamed("bob"), channelNamed("cyd", { id: "8" })], cursor: null }
        : { channels: [channelNamed("bob")], cursor: "two" },
    );
  const page = await stage.visit("/browse", { ...world, "/api/live": live });
  await page.getByRole("button", { name: "Show more" }).click();
  await page.getByRole("link", { name: /Watch cyd/ }).waitFor();
  expect(await page.getByRole("link", { name: /^Watch / }).count()).toBe(2);
});

test("a category that is none says so", async () => {
  const page = await stage.visit("/category/nothing", world);
  await page.getByText("There is no such category").first().waitFor();
});

test("following shows at once, and is taken back in words when the site says no", async () => {
  let let_go: (() => void) | null = null;
  const page = await stage.visit("/bob", {
    ...asAda,
    "PUT /api/channels/bob/follow": () => refusal(429, "Slow down."),
  });
  const button = page.getByRole("button", { name: "Follow", exact: true });
  await count(page, "41 followers").waitFor();
  await expect.poll(() => button.getAttribute("aria-busy")).toBe("false");
  await page.route("**/api/channels/bob/follow", async (route) => {
    await new Promise<void>((resolve) => {
      let_go = resolve;
    });
    await route.continue();
  });
  await button.click();
  await count(page, "42 followers").waitFor();
  await expect.poll(() => let_go !== null).toBe(true);
  (let_go as (() => void) | null)?.();
  await page.getByText("You do not follow bob yet. Slow down.").waitFor();
  await count(page, "41 followers").waitFor();
});

test("who stops following can undo it", async () => {
  let followed = true;
  const tell = (wish: boolean) => () => {
    followed = wish;
    return answer({ followedAt: wish ? 5 : null, followers: wish ? 9 : 8 });
  };
  const page = await stage.visit("/bob", {
    ...asAda,
    "/api/channels/bob/follow": { followedAt: 5, followers: 9 },
    "PUT /api/channels/bob/follow": tell(true),
    "DELETE /api/channels/bob/follow": tell(false),
  });
  await page.getByRole("button", { name: "Following", exact: true }).click();
  await page.getByText("You no longer follow bob.").waitFor();
  await expect.poll(() => followed).toBe(false);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name: "Following", exact: true }).waitFor();
  await expect.poll(() => followed).toBe(true);
});

test("who is nobody is led to logging in and back, and nobody follows themselves", async () => {
  const page = await stage.visit("/bob", world);
  await page.getByRole("link", { name: "Follow", exact: true }).click();
  await expect.poll(() => path(page)).toBe("/login?next=%2Fbob");
  const own = await stage.visit("/bob", { ...asAda, "/api/channels/bob": { ...quiet, id: ada.id } });
  await count(own, "41 followers").waitFor();
  expect(await own.getByRole("button", { name: "Follow", exact: true }).count()).toBe(0);
});

test("a channel says what it is about, and its words are words, not markup", async () => {
  const script = "<img src=x onerror=alert(1)>";
  const page = await stage.visit("/bob", {
    ...world,
    "/api/channels/bob": { ...quiet, title: script, description: script, category: bob.category, tags: ["blitz"] },
    "/api/channels/bob/panels": { panels: [{ title: script, text: "one\ntwo", link: "https://example.com/x" }] },
  });
  await page.getByRole("heading", { name: script, level: 1 }).waitFor();
  await page.getByRole("heading", { name: script, level: 3 }).waitFor();
  await page.getByRole("link", { name: "Chess" }).waitFor();
  const link = page.getByRole("link", { name: "example.com/x" });
  expect([await link.getAttribute("rel"), await link.getAttribute("target")]).toEqual([
    "noopener noreferrer nofollow ugc",
    "_blank",
  ]);
});

test("what a channel for grown-ups holds is named before it is seen", async () => {
  const labels = ["Gambling", "MatureGame", "SomethingLater"];
  const page = await stage.visit("/bob", { ...world, "/api/channels/bob": { ...quiet, mature: true, labels } });
  await page.getByText("It may hold: Gambling for money · A game rated for grown-ups").waitFor();
});

test("a channel for grown-ups asks first, and remembers the answer", async () => {
  const page = await stage.visit("/bob", { ...world, "/api/channels/bob": { ...quiet, mature: true } });
  await page.getByText("For grown-ups").waitFor();
  await page.getByRole("button", { name: "I am a grown-up: watch" }).click();
  await page.getByText("bob is offline").waitFor();
  await page.reload();
  await page.getByText("bob is offline").waitFor();
  expect(await page.getByText("For grown-ups").count()).toBe(0);
});

test("the page of whom one follows tells live from all, and asks nobody to log in who is", async () => {
  const page = await stage.visit("/following", asAda);
  await page.getByRole("heading", { name: "Everybody" }).waitFor();
  await page.getByRole("link", { name: /Watch bob/ }).waitFor();
  const nobody = await stage.visit("/following", world);
  await nobody.getByText("Log in to see whom you follow").waitFor();
});

test("an embedded player is the picture alone, muted when asked to, and another site may frame it", async () => {
  const page = await stage.visit("/embed/bob?muted&autoplay=false", world);
  await page.getByText("bob is offline").waitFor();
  expect(await page.getByRole("banner").count()).toBe(0);
  expect(await page.evaluate(() => document.querySelector("video")?.muted)).toBe(true);
  expect(await page.getByRole("link", { name: "Watch bob on Rill" }).getAttribute("target")).toBe("_blank");
  expect(await page.getByRole("button", { name: "Theatre" }).count()).toBe(0);
  const policies = await page.evaluate(async () =>
    Promise.all(["/embed/bob", "/bob"].map(async (at) => (await fetch(at)).headers.get("content-security-policy"))),
  );
  expect(policies.map((policy) => /frame-ancestors ([^;]+)/.exec(policy ?? "")?.[1])).toEqual(["*", "'none'"]);
});

const LONG = channelNamed("w".repeat(25), {
  ...{
    displayName: "W".repeat(25),
    title: "x".repeat(140),
    tags: Array.from({ length: 10 }, (_, at) => `${at}${"t".repeat(24)}`),
  },
  ...{ category: { id: "5", name: "C".repeat(100), slug: "c" } },
});
test.each([390, 834, 1440])("nothing is wider than the window, whatever the names, %i pixels wide", async (width) => {
  const answers = {
    ...asAda,
    "/api/live": { channels: [LONG], cursor: null },
    "/api/me/following": { channels: [{ followedAt: 1, channel: LONG }], cursor: null },
    "/api/categories": { categories: [categoryNamed("C".repeat(100), { slug: "c" })], cursor: null },
    "/api/search": { channels: [LONG], categories: [], live: [LONG] },
    [`/api/channels/${LONG.login}`]: LONG,
  };
  for (const at of ["/", "/browse", "/search?q=x", "/following", `/${LONG.login}`]) {
    const page = await stage.visit(at, answers, { viewport: { width, height: 800 } });
    await page.getByText("W".repeat(25)).first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.context().close();
  }
});
