import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BrowserContext, Page } from "playwright-core";
import { ToolFolder } from "../runTool";
import { sampleIds, sampleOutputs, sampleSecret } from "../sampleOutputs";

const candidates = [
  process.env["CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
const prodIds = { ...sampleIds, clientId: "c11e0000-0000-4000-8000-000000000002" };

describe("the hand-off page in a browser", function () {
  this.timeout(60_000);
  const executablePath = candidates.find((path): path is string => path !== undefined && existsSync(path));
  if (executablePath === undefined) {
    it.skip("no chromium here: set CHROMIUM to one, or apt-get install chromium");
    return;
  }
  const profile = mkdtempSync(join(tmpdir(), "icertis-access-browser-"));
  const folder = new ToolFolder();
  const requests: string[] = [];
  const complaints: string[] = [];
  let context: BrowserContext;
  let page: Page;

  before(async () => {
    folder.write("dev.json", sampleOutputs());
    folder.write("prod.json", sampleOutputs({ ids: prodIds, previousExpires: "2026-12-24T00:00:00Z" }));
    const words = ["handoff", "--outputs", "dev.json", "--outputs", "prod.json", "--reveal", "--out", "page.html"];
    await folder.run(words, { reveals: true });
    const { chromium } = await import("playwright-core");
    context = await chromium.launchPersistentContext(profile, {
      executablePath,
      headless: true,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
      permissions: ["clipboard-read", "clipboard-write"],
    });
    page = await context.newPage();
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(pathToFileURL(join(folder.path, "page.html")).href);
  });
  after(async () => {
    await context.close();
    folder.remove();
    rmSync(profile, { recursive: true, force: true });
  });
  const clipboard = () => page.evaluate<string>("navigator.clipboard.readText()");

  it("copies every value as it is", async () => {
    const { icertisHandoff, uipathConnection, tenantJson } = sampleOutputs({ ids: prodIds });
    const expected: Record<string, string> = {
      "Application (client) ID, Production": icertisHandoff.applicationClientId,
      "Directory (tenant) ID, Production": icertisHandoff.directoryTenantId,
      "Object ID, Production": icertisHandoff.objectId,
      "OpenID Connect metadata document, Production": icertisHandoff.openIdConnectMetadataDocument,
      "tenant.json, Production": tenantJson.trimEnd(),
      "Client ID, Production": uipathConnection.clientId,
      "Client secret, Production": sampleSecret,
      "Tenant ID, Production": uipathConnection.tenantId,
      "Scope, Production": uipathConnection.scope,
      "Client ID, Dev": sampleIds.clientId,
    };
    for (const [name, value] of Object.entries(expected)) {
      const button = page.getByRole("button", { name: `Copy ${name}`, exact: true });
      await button.click();
      await page.locator("#status", { hasText: `${name} copied` }).waitFor({ state: "attached" });
      assert.equal(await clipboard(), value, name);
    }
  });

  it("shows a secret only while it is asked to", async () => {
    const secret = page.locator("code[data-value]").first();
    assert.equal(await secret.textContent(), "••••••••••••");
    const show = page.getByRole("button", { name: "Show" }).first();
    await show.click();
    assert.equal(await secret.textContent(), sampleSecret);
    await page.getByRole("button", { name: "Hide" }).click();
    assert.equal(await secret.textContent(), "••••••••••••");
  });

  it("copies without the clipboard's own interface, as in an old browser", async () => {
    const hide = "Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })";
    await page.evaluate(`window.kept = navigator.clipboard; ${hide}`);
    await page.getByRole("button", { name: "Copy Tenant ID, Dev", exact: true }).click();
    await page.locator("#status", { hasText: "Tenant ID, Dev copied" }).waitFor({ state: "attached" });
    await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: window.kept })");
    assert.equal(await clipboard(), sampleIds.tenantId);
  });

  for (const width of [390, 1280]) {
    for (const colorScheme of ["light", "dark"] as const) {
      it(`fits ${width} pixels and can be read, ${colorScheme}`, async () => {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        assert.equal(await page.evaluate("document.documentElement.scrollWidth"), width);
        assert.deepEqual(await page.evaluate(unreadable), []);
      });
    }
  }

  it("sends no request and breaks none of its own rules", () => {
    assert.deepEqual(
      requests.filter((url) => !url.startsWith("file:") && !url.startsWith("data:")),
      [],
    );
    assert.deepEqual(complaints, []);
  });
});

/** Texts with less contrast to their ground than WCAG AA asks for, or cut off at the side. */
const unreadable = `(() => {
  const channel = (value) => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const parse = (color) => (color.match(/[\\d.]+/g) || []).map(Number);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const box = element.getBoundingClientRect();
    if (node.data.trim() === "" || element.closest("script, #status") || box.width < 2) continue;
    const pair = [luminance(parse(getComputedStyle(element).color)), luminance(ground(element))].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    const outside = !element.closest("pre, .track, .axis") && (box.right > innerWidth || box.left < 0);
    if (ratio < 4.5 || outside) found.push(node.data.trim() + " " + ratio.toFixed(2) + (outside ? " outside" : ""));
  }
  return found;
})()`;
