/** What the tests in a browser share: a browser, a server on the loopback, axe. */
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { chromium } from "playwright-core";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Start Debian's Chromium, or whatever the environment names. */
export const launch = (args = []) =>
  chromium.launch({ executablePath: process.env.KB_CHROMIUM, args: ["--no-sandbox", "--disable-gpu", ...args] });

/** Serve *folder* below *prefix* with *headers*; resolves to its address and a way to stop it. */
export const serve = async (folder, { prefix = "/", headers = {} } = {}) => {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    let name = decodeURIComponent(pathname);
    if (!name.startsWith(prefix)) return response.writeHead(404).end();
    name = name.slice(prefix.length);
    if (name === "" || name.endsWith("/")) name += "index.html";
    try {
      const data = await readFile(path.join(folder, name));
      response.writeHead(200, { "Content-Type": TYPES[path.extname(name)] ?? "application/octet-stream", ...headers });
      response.end(data);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.unref(); // a test that fails leaves it running
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}${prefix}`,
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }),
  };
};

/** Return the faults of A and AA that axe finds in a page as it stands. */
export const faults = async (page) => {
  await page.addScriptTag({ path: AXE });
  const { violations } = await page.evaluate(() =>
    axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
      rules: { "target-size": { enabled: true } }, // WCAG 2.2, which axe leaves out by itself
      resultTypes: ["violations"],
    }));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
};

/** Wait until the preview is there, and return it. */
export const preview = async (page) => {
  const tip = page.locator("#kb-preview");
  await tip.waitFor({ state: "visible", timeout: 5000 });
  return tip;
};

/** Wait as long as a preview would take, and tell whether there is none. */
export const noPreview = async (page) => {
  await page.waitForTimeout(700);
  return (await page.locator("#kb-preview:visible").count()) === 0;
};
