/** The live preview: a page that is edited loads anew and keeps its place, and says why a build failed. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { faults, launch } from "./support.mjs";

const folder = mkdtempSync(join(tmpdir(), "kb-live-"));
const conf = join(folder, "conf.py");
const source = join(folder, "index.md");

let browser, preview, url;
before(async () => {
  writeFileSync(conf, 'project = "Trial"\nextensions = ["commonplace"]\n');
  writeFileSync(source, `# Home\n${"\nMany words.\n".repeat(200)}`);
  preview = spawn(process.env.KB_PYTHON, ["-m", "commonplace.cli", "serve", folder, "--port", "0"], {
    env: { ...process.env, PYTHONUNBUFFERED: "1" },
  });
  let said = "";
  for (const stream of [preview.stdout, preview.stderr]) stream.on("data", (data) => (said += data));
  while (!/^Built;/m.test(said)) {
    assert.equal(preview.exitCode, null, said);
    await new Promise((done) => setTimeout(done, 50));
  }
  url = said.match(/http:\S+/)[0];
  browser = await launch();
});
after(async () => {
  await browser.close();
  preview.kill("SIGINT");
  await once(preview, "exit");
  rmSync(folder, { recursive: true });
});

test("an edited page loads anew where the reader was, before and after its build, and no further time", async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 600 } });
  let loads = 0;
  page.on("load", () => (loads += 1));
  await page.goto(url);
  await page.evaluate(() => scrollTo({ top: 2000, behavior: "instant" }));
  appendFileSync(source, "\nSomething new.\n");
  await page.getByText("Something new.").waitFor({ state: "attached", timeout: 60000 });
  await page.waitForLoadState("load");
  assert.equal(await page.evaluate(() => scrollY), 2000);
  const built = join(folder, "_build", "preview", "html", "index.html");
  while (!readFileSync(built, "utf8").includes("Something new.")) await page.waitForTimeout(50);
  await page.waitForTimeout(1500);
  assert.equal(loads, 2);
  assert.equal(await page.evaluate(() => scrollY), 2000);
  await page.close();
});

test("what made a build fail is read out and can be read, in light and dark, until it is mended", async () => {
  const good = readFileSync(conf, "utf8");
  const context = await browser.newContext({ colorScheme: "dark", viewport: { width: 375, height: 700 } });
  const page = await context.newPage();
  await page.goto(url);
  writeFileSync(conf, `${good}1 / 0\n`);
  const box = page.getByRole("alert");
  await box.getByText(/conf\.py:3: ZeroDivisionError/).waitFor({ timeout: 60000 });
  assert.deepEqual(await faults(page), []);
  await page.emulateMedia({ colorScheme: "light" });
  assert.deepEqual(await faults(page), []);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  writeFileSync(conf, good);
  await box.waitFor({ state: "detached", timeout: 60000 });
  await context.close();
});
