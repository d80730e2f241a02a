/** Comments of readers: nothing is asked of anybody before a click, and then what giscus wants. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { faults, launch, serve } from "./support.mjs";

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; " +
  "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-src https://giscus.app";
/** What stands in for giscus: it tells its parent how tall it is, and shows what it is told. */
const WIDGET = `<!doctype html><title>w</title><p>Comments</p><script>
  addEventListener("message", ({ data }) => { document.title = JSON.stringify(data); });
  parent.postMessage({ giscus: { resizeHeight: 321 } }, "*");
</script>`;

let browser, server;
before(async () => {
  browser = await launch();
  server = await serve(process.env.KB_SITE, { headers: { "Content-Security-Policy": POLICY } });
});
after(async () => {
  await browser.close();
  await server.close();
});

/** Open the post that has comments; *asked* gathers what is asked of others. */
const open = async (colorScheme, query = "") => {
  const context = await browser.newContext({ colorScheme, viewport: { width: 375, height: 800 } });
  const page = await context.newPage();
  const asked = [];
  const faulty = [];
  page.on("console", (message) => message.type() === "error" && faulty.push(message.text()));
  await context.route((url) => url.origin !== new URL(server.url).origin, (route) => {
    asked.push(route.request().url());
    return route.fulfill({ contentType: "text/html", body: WIDGET });
  });
  await page.goto(`${server.url}blog/commented.html${query}`);
  return { context, page, asked, faulty };
};

test("nobody is asked before the click, then giscus with the theme, under the policy of the guide", async () => {
  const { context, page, asked, faulty } = await open("light");
  const button = page.getByRole("button", { name: "Show comments" });
  await button.scrollIntoViewIfNeeded();
  await page.waitForLoadState("networkidle");
  assert.deepEqual(asked, []);
  assert.equal(await page.locator("iframe").count(), 0);

  await button.focus();
  await page.keyboard.press("Enter");
  const frame = page.locator("iframe.kb-comments-frame");
  await frame.waitFor();
  await page.waitForFunction(() => document.querySelector(".kb-comments-frame").style.height === "321px");
  assert.equal(asked.length, 1);
  const url = new URL(asked[0]);
  assert.equal(url.origin + url.pathname, "https://giscus.app/en/widget");
  const said = Object.fromEntries(url.searchParams);
  assert.equal(said.repo, "example/notes");
  assert.equal(said.repoId, "R_kgDOabc");
  assert.equal(said.categoryId, "DIC_kwDOabc");
  assert.equal(said.term, "blog/commented");
  assert.equal(said.theme, "light");
  assert.equal(said.session, "");
  assert.equal(said.strict, "1");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "IFRAME");

  await page.evaluate(() => { document.documentElement.dataset.theme = "dark"; });
  const inner = page.frames().find((each) => each.url().startsWith("https://giscus.app/"));
  await inner.waitForFunction(() => document.title.includes("setConfig"));
  assert.equal(await inner.title(), JSON.stringify({ giscus: { setConfig: { theme: "dark" } } }));
  assert.deepEqual(faulty, []);
  await context.close();
});

test("who comes back from signing in sees the comments, and a clean address", async () => {
  const { context, page, asked } = await open("dark", "?giscus=abc");
  await page.locator("iframe.kb-comments-frame").waitFor();
  assert.equal(page.url(), `${server.url}blog/commented.html`);
  const said = Object.fromEntries(new URL(asked[0]).searchParams);
  assert.equal(said.session, "abc");
  assert.equal(said.theme, "dark");
  assert.ok(!said.origin.includes("giscus"));
  await context.close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds no faults: ${colorScheme}`, async () => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 375, height: 800 }, reducedMotion: "reduce" });
    const page = await context.newPage();
    const plain = await serve(process.env.KB_SITE); // axe is a script that the policy would not let in
    await page.goto(`${plain.url}blog/commented.html`);
    assert.deepEqual(await faults(page), []);
    await context.close();
    await plain.close();
  });
}

test("without scripts a link leads to the discussion", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${server.url}blog/commented.html`);
  assert.equal(await page.getByRole("button", { name: "Show comments" }).isVisible(), false);
  const link = page.getByRole("link", { name: "Discussion on GitHub" });
  assert.equal(await link.getAttribute("href"), "https://github.com/example/notes/discussions");
  await context.close();
});
