/** Pages of our own site, with and without a preview, as axe sees them. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { faults, launch, preview, serve } from "./support.mjs";

let browser, server;
before(async () => {
  browser = await launch();
  server = await serve(process.env.KB_DOCS);
});
after(async () => {
  await browser.close();
  await server.close();
});

/** Page, and a link on it whose preview is open while axe looks. */
const PAGES = [
  ["index.html", 'article a[href$=".html"]'],
  ["papers/vit.html", 'article a[href*="#cite-"]'],
  ["blog/generators.html", 'article p a.reference.internal[href$=".html"]'],
  ["glossary.html", null],
  ["bibliography.html", null],
];

for (const [colorScheme, width, pages] of [
  ["light", 1280, PAGES],
  ["dark", 375, PAGES],
  ["dark", 1280, PAGES.slice(0, 2)],
  ["light", 375, PAGES.slice(0, 2)],
]) {
  test(`no faults of A or AA: ${colorScheme}, ${width} pixels wide`, async () => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 }, reducedMotion: "reduce" });
    const page = await context.newPage();
    for (const [name, selector] of pages) {
      await page.goto(server.url + name);
      assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), colorScheme);
      if (selector) {
        const link = page.locator(selector).first();
        await link.scrollIntoViewIfNeeded();
        await link.hover();
        await preview(page);
      }
      assert.deepEqual(await faults(page), [], `${name}, ${colorScheme}, ${width}`);
    }
    await context.close();
  });
}
