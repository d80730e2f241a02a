/** Previews of links, as readers with a mouse, a keyboard, a finger or none of it meet them. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { devices } from "playwright-core";
import { launch, noPreview, preview, serve } from "./support.mjs";

const { KB_SITE: SITE, KB_DIRHTML: DIRHTML } = process.env;
let browser, server, context, page, asked, forbidden;

before(async () => {
  browser = await launch();
  server = await serve(SITE);
});
after(async () => {
  await browser.close();
  await server.close();
});
afterEach(async () => context?.close());

const visit = async (address = `${server.url}index.html`, options = {}) => {
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  page = await context.newPage();
  page.setDefaultTimeout(5000);
  asked = [];
  forbidden = []; // what a policy kept the page from
  page.on("console", (message) => /Content.Security.Policy/i.test(message.text()) && forbidden.push(message.text()));
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(address, { waitUntil: "domcontentloaded" });
  return page;
};
const link = (text) =>
  text === "[1]" // no link to the tree of accessibility, but a mark of its own role
    ? page.locator("a.footnote-reference")
    : page.locator("article").getByRole("link", { name: text, exact: true }).first();
const shown = async (text) => {
  await link(text).hover();
  await page.locator('a[aria-describedby="kb-preview"]').and(link(text)).waitFor();
  return (await preview(page)).innerText();
};
const tabTo = async (text) => {
  // From the link before it, so that the browser counts the focus as one of the keyboard.
  await link(text).evaluate((node) => {
    const before = document.createElement("button");
    node.before(before);
    before.focus();
  });
  await page.keyboard.press("Tab");
};
const focused = () => page.evaluate(() => document.activeElement.textContent);

describe("with a mouse", () => {
  test("of a long page the part is loaded that the link needs", async () => {
    await visit();
    assert.match(await shown("far down"), /^Place number 299, and on/);
    assert.equal(asked.filter((url) => url.includes("/_preview-parts/")).length, 1);
    assert.match(await shown("all of it"), /^Long\s+Place number 0/);
    assert.equal(asked.filter((url) => url.includes("/_preview-parts/")).length, 1);
  });
  test("a note shows its title, its line and its excerpt, with links that hold here", async () => {
    await visit();
    await link("A note").hover();
    const tip = await preview(page);
    assert.match(await tip.innerText(), /^A note\s+20 November 2026.*\s+What the note says first/s);
    assert.equal(await tip.getByRole("link", { name: "home" }).getAttribute("href"), `${server.url}index.html`);
    assert.equal(await tip.locator("[id]").count(), 0);
    assert.equal(await link("A note").getAttribute("aria-describedby"), "kb-preview");
  });

  test("the pointer may go into the preview, where it stays", async () => {
    await visit();
    await link("A note").hover();
    const tip = await preview(page);
    await tip.hover();
    await page.waitForTimeout(500);
    assert.ok(await tip.isVisible());
    await page.mouse.move(2, 2);
    await tip.waitFor({ state: "hidden" });
    assert.equal(await link("A note").getAttribute("aria-describedby"), null);
  });

  test("terms, works, footnotes, figures, tables, equations, parts and headings have previews", async () => {
    await visit();
    for (const [text, wanted] of [
      ["idempotence", /^idempotence\s+Doing it twice/],
      ["2020", /A Book of Keys/],
      ["[1]", /^What a footnote says/],
      ["Fig. 1", /Fig\. 1\s+A caption/],
      ["Table 1", /Table 1\s+Numbers/],
      ["(1)", /\(1\)/],
      ["the problem", /^Problem: too little time/],
      ["a heading", /^A heading\s+Below the heading/],
    ]) {
      const found = await shown(text).catch((error) => assert.fail(`${text}: ${error.message}`));
      assert.match(found, wanted, text);
      await page.keyboard.press("Escape");
    }
  });

  test("the title that a browser shows gives way, and comes back", async () => {
    await visit();
    const title = await link("2020").getAttribute("title");
    assert.match(title, /A Book of Keys/i);
    await shown("2020");
    assert.equal(await link("2020").getAttribute("title"), null);
    await page.keyboard.press("Escape");
    assert.equal(await link("2020").getAttribute("title"), title);
  });

  test("links elsewhere, to what has no data, and of the navigation have none", async () => {
    await visit();
    await link("elsewhere").hover();
    assert.ok(await noPreview(page));
    await link("without data").hover();
    assert.ok(await noPreview(page));
    await page.locator("nav a.reference.internal, .bd-sidebar-primary a.reference.internal").last().hover();
    assert.ok(await noPreview(page));
    await link("without data").click();
    await page.waitForURL(/bare\.html/);
  });

  test("nothing is asked of anybody else, and data only when a link is pointed at", async () => {
    await visit();
    assert.deepEqual(asked.filter((each) => each.includes("_previews/")), []);
    await shown("A note");
    await shown("idempotence");
    await shown("A note");
    const data = asked.filter((each) => each.includes("_previews/"));
    assert.deepEqual(data.map((each) => each.slice(server.url.length)), ["_previews/notes/first.js", "_previews/glossary.js"]);
    assert.deepEqual(asked.filter((each) => !each.startsWith(server.url) && !each.startsWith("data:")), []);
  });

  test("a pointer that passes by brings nothing", async () => {
    await visit();
    await link("A note").hover();
    await page.mouse.move(2, 2);
    assert.ok(await noPreview(page));
  });
});

describe("with a keyboard", () => {
  test("focus brings the preview, Esc sends it away and leaves the focus where it is", async () => {
    await visit();
    await tabTo("A note");
    const tip = await preview(page);
    await page.keyboard.press("Escape");
    assert.ok(await tip.isHidden());
    assert.equal(await focused(), "A note");
    assert.ok(await noPreview(page));
    await page.keyboard.press("Tab");
    await preview(page);
    assert.equal(await focused(), "idempotence");
  });

  test("Tab goes on to the next link of the text, not into a preview that is seen whole", async () => {
    await visit();
    await tabTo("A note");
    await preview(page);
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "idempotence");
  });

  test("a preview that is too long is scrolled by keyboard: one Tab in, one Tab on", async () => {
    await visit(undefined, { viewport: { width: 500, height: 260 } });
    await tabTo("A note");
    const tip = await preview(page);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.id), "kb-preview");
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction(() => document.querySelector("#kb-preview").scrollTop > 0);
    await page.keyboard.press("Shift+Tab");
    assert.equal(await focused(), "A note");
    assert.ok(await tip.isVisible());
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "idempotence");
  });

  test("the focus of a click brings none, and Enter follows the link", async () => {
    await visit();
    await tabTo("A note");
    await preview(page);
    await page.keyboard.press("Enter");
    await page.waitForURL(/notes\/first\.html/);
  });
});

describe("with a finger", () => {
  let session;
  const visitPhone = async () => {
    await visit(undefined, { ...devices["Pixel 5"] });
    session = await context.newCDPSession(page);
  };
  const touch = async (type, points) => {
    await session.send("Input.dispatchTouchEvent", { type, touchPoints: points });
  };
  const point = async (text) => {
    await link(text).scrollIntoViewIfNeeded();
    const box = await link(text).boundingBox();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };

  test("a long press shows the preview without following the link; a touch elsewhere closes it", async () => {
    await visitPhone();
    const at = await point("A note");
    await touch("touchStart", [at]);
    const tip = await preview(page);
    await touch("touchEnd", []);
    await page.waitForTimeout(300);
    assert.ok(await tip.isVisible());
    assert.equal(page.url(), `${server.url}index.html`);
    const box = await tip.boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= page.viewportSize().width, JSON.stringify(box));
    await page.touchscreen.tap(3, 3);
    await tip.waitFor({ state: "hidden" });
  });

  test("the browser's menu does not come over it, and comes where there is none", async () => {
    await visitPhone();
    await page.evaluate(() => {
      window.menus = [];
      window.addEventListener("contextmenu", (event) => window.menus.push(event.defaultPrevented));
    });
    const menu = (text) => link(text).evaluate((node) => {
      node.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true }));
      return window.menus.at(-1);
    });
    await touch("touchStart", [await point("A note")]);
    await preview(page);
    assert.equal(await menu("A note"), true);
    await touch("touchEnd", []);
    await touch("touchStart", [await point("elsewhere")]);
    assert.equal(await menu("elsewhere"), false);
    await touch("touchEnd", []);
  });

  test("a tap follows the link", async () => {
    await visitPhone();
    await link("A note").tap();
    await page.waitForURL(/notes\/first\.html/);
  });
});

describe("wherever the site lies", () => {
  test("from a folder of files", async () => {
    await visit(pathToFileURL(`${SITE}/index.html`).href);
    assert.match(await shown("A note"), /What the note says first/);
    await page.goto(pathToFileURL(`${SITE}/notes/first.html`).href);
    assert.match(await shown("home"), /^Home/);
  });

  test("below a path, with a folder for each page", async () => {
    const below = await serve(DIRHTML, { prefix: "/some/site/" });
    await visit(below.url);
    await link("A note").hover();
    const tip = await preview(page);
    assert.match(await tip.innerText(), /What the note says first/);
    assert.equal(await tip.getByRole("link", { name: "home" }).getAttribute("href"), below.url);
    await page.goto(`${below.url}notes/first/`);
    assert.match(await shown("home"), /^Home/);
    await below.close();
  });

  test("under a policy that allows scripts of the site alone", async () => {
    const policy = // as docs/guide/publishing.md gives it
      "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; " +
      "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'";
    const strict = await serve(SITE, { headers: { "Content-Security-Policy": policy } });
    await visit(`${strict.url}index.html`);
    assert.match(await shown("A note"), /What the note says first/);
    assert.match(await shown("(1)"), /\(1\)/);
    assert.equal(await page.evaluate(() => Boolean(document.documentElement.dataset.theme)), true);
    assert.deepEqual(forbidden, []);
    await strict.close();
  });

  test("without scripts every link leads where it did", async () => {
    await visit(undefined, { javaScriptEnabled: false });
    await link("A note").hover();
    await page.waitForTimeout(500);
    assert.equal(await page.locator("#kb-preview").count(), 0);
    await link("A note").click();
    await page.waitForURL(/notes\/first\.html/);
  });
});

describe("how it looks", () => {
  test("formulas are dressed on a page that has none itself, and only then", async () => {
    await visit(`${server.url}bare.html`);
    assert.ok(!asked.some((each) => each.includes("katex")));
    await shown("a term with a formula");
    const family = await page.locator("#kb-preview .katex").first().evaluate((node) => getComputedStyle(node).fontFamily);
    assert.match(family, /KaTeX_Main/);
    assert.equal(await page.locator("#kb-preview .katex-mathml").first().evaluate((node) => getComputedStyle(node).position), "absolute");
    const sheets = asked.filter((each) => each.endsWith(".css") && each.includes("katex"));
    assert.equal(sheets.length, new Set(sheets).size);
  });

  test("it appears at once for those who want no motion", async () => {
    for (const [reducedMotion, wanted] of [["reduce", "none"], ["no-preference", "kb-preview"]]) {
      await visit(undefined, { reducedMotion });
      await link("A note").hover();
      const tip = await preview(page);
      assert.equal(await tip.evaluate((node) => getComputedStyle(node).animationName), wanted);
      await context.close();
    }
  });

  test("it stays within the window, wide and narrow, at the top and at the end", async () => {
    for (const viewport of [{ width: 1280, height: 800 }, { width: 375, height: 667 }]) {
      await visit(undefined, { viewport });
      for (const text of ["A note", "idempotence", "at the end"]) {
        await link(text).scrollIntoViewIfNeeded();
        await link(text).hover();
        const tip = await preview(page);
        const box = await tip.evaluate((node) => node.getBoundingClientRect().toJSON());
        assert.ok(box.left >= 0 && box.right <= viewport.width, `${text} ${JSON.stringify(box)}`);
        assert.ok(box.top >= 0 && box.bottom <= viewport.height, `${text} ${JSON.stringify(box)}`);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true);
        await page.keyboard.press("Escape");
      }
      await context.close();
    }
  });
});
