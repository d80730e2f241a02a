/**
 * Open every page of a built site under a Content-Security-Policy; for `make audit`.
 *
 * Standard input is JSON with folder, address, policy and pages; standard output is JSON with the number of requests
 * and the faults: what pages ask of others, what the policy kept them from, what they log as errors, and what of the
 * theme's parts does not work.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { launch, serve } from "./support.mjs";

const AT_ONCE = 4;
process.once("SIGINT", () => process.exit(130)); // and Playwright ends the browser
const { folder, address, policy, pages } = JSON.parse(await text(process.stdin));
const prefix = address ? new URL(address).pathname : "/";
const server = await serve(folder, { prefix, headers: { "Content-Security-Policy": policy } });
// What is asked of others is seen, and never leaves the machine.
const browser = await launch(["--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"]);
const faults = new Set();
let requests = 0, done = 0;

/** Open an empty page that tells what happens in it under the name that `visit` gave. */
const open = async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(60000);
  let name = "";
  const fault = (what) => faults.add(`${name}: ${what}`);
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) =>
      console.error(`the policy forbids ${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
    window.print = () => { window.kbPrinted = true; };
  });
  page.on("request", (request) => {
    requests += 1;
    const leads = request.isNavigationRequest() && request.frame() === page.mainFrame(); // as a reader who follows a link
    if (!leads && /^(https?|wss?):/.test(request.url()) && !request.url().startsWith(server.url)) fault(`asks for ${request.url()}`);
  });
  page.on("console", (message) => message.type() === "error" && fault(message.text()));
  page.on("pageerror", (error) => fault(error.message));
  const visit = async (where) => {
    name = where;
    // A page that leads on is left before it is there.
    await page.goto(server.url + where, { waitUntil: "load" }).catch((error) => {
      if (!/interrupted by another navigation/.test(error.message)) fault(error.message);
    });
    await page.waitForFunction(() => document.readyState === "complete").catch((error) => fault(error.message));
    await page.waitForTimeout(50);
  };
  return { page, visit, fault, close: () => context.close() };
};

const waiting = pages.map((name) => name.split(path.sep).map(encodeURIComponent).join("/"));
await Promise.all(Array.from({ length: AT_ONCE }, async () => {
  const { visit, close } = await open();
  while (waiting.length) {
    await visit(waiting.shift());
    done += 1;
    if (done % 50 === 0) process.stderr.write(`  ${done} of ${pages.length} pages\n`);
  }
  await close();
}));

/** The first page with mathematics, on which the rest is tried. */
const tried = await (async () => {
  for (const name of pages) if ((await readFile(path.join(folder, name), "utf8")).includes('class="katex"')) return name;
  return pages[0];
})();
const PARTS = {
  "the switch of colours": async (page) => {
    await page.locator(".theme-switch-button:visible").click();
    await page.locator('.theme-change-button[data-mode="dark"]:visible').click();
    return page.evaluate(() => document.documentElement.dataset.theme === "dark");
  },
  "the button for printing": async (page) => {
    await page.locator(".dropdown-download-buttons > button:visible").click();
    await page.locator('[data-kb-action="print"]:visible').click();
    return page.evaluate(() => window.kbPrinted === true);
  },
  "the button for the full screen": async (page) => {
    await page.locator('[data-kb-action="fullscreen"]:visible').click();
    await page.waitForFunction(() => document.fullscreenElement !== null);
    return true;
  },
  mathematics: (page) =>
    page.evaluate(async () => {
      await document.fonts.ready;
      return [...document.fonts].some(({ family, status }) => family.includes("KaTeX") && status === "loaded");
    }),
  "the search": async (page, visit) => {
    const word = await page.locator("h1").first().evaluate((title) => title.textContent.match(/\p{L}{5,}/u)?.[0] ?? title.textContent);
    await visit(`search.html?q=${encodeURIComponent(word)}`);
    await page.locator("#search-results li a").first().waitFor();
    // The lines below a title come from the page itself.
    await page.locator("#search-results li .context").first().waitFor();
    return true;
  },
};
const { page, visit, fault, close } = await open();
for (const [part, works] of Object.entries(PARTS)) {
  await visit(tried.split(path.sep).map(encodeURIComponent).join("/"));
  const why = await works(page, visit).then((well) => (well ? "" : "nothing happens"), (error) => error.message.split("\n")[0]);
  if (why) fault(`${part} does not work: ${why}`);
}
await close();
await browser.close();
await server.close();
process.stdout.write(JSON.stringify({ requests, faults: [...faults].sort() }));
