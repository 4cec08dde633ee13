import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BrowserContext, Page } from "playwright-core";
import { environmentOf, type Handoff, keyTexts } from "../../../cli/handoff/content";
import { page as pageOf } from "../../../cli/handoff/page";
import type { TenantSetting } from "../../../model/tenantJson";
import { findBrowser } from "../../../workbench/browser";
import { temporaryFolder } from "../../temporaryFolder";
import { sampleApiKeyOutputs, sampleIds, sampleOutputs, sampleSecret } from "../sampleOutputs";

const prodIds = { ...sampleIds, clientId: "c11e0000-0000-4000-8000-000000000002" };
const redirectUris = ["https://cloud.uipath.com/provisioning_/callback", "http://localhost:8400/callback"];

function environmentNamed(title: string, all: ReturnType<typeof sampleOutputs>) {
  const { clientSecret, uipathConnection, ...outputs } = all;
  const read = { authentication: "oauth", outputs, secrets: { clientSecret, uipathConnection } } as const;
  return environmentOf({ title, where: title }, read, { displayName: `ICM API (${title})`, redirectUris });
}

function handoff(): Handoff {
  const { uipathConnection, ...outputs } = sampleApiKeyOutputs;
  const key = environmentOf(
    { title: "Suite", where: "key.json" },
    { authentication: "apiKey", outputs: { ...outputs, authentication: "apiKey" }, secrets: { uipathConnection } },
  );
  const dev = environmentNamed("Dev", sampleOutputs());
  const prod = environmentNamed("Production", sampleOutputs({ ids: prodIds, previousExpires: "2026-12-24T00:00:00Z" }));
  const preparedOn = Date.parse("2026-12-01T12:00:00Z");
  return { environments: [dev, prod, key], part: "both", revealed: true, preparedOn, contact: "jane@contoso.com" };
}

describe("the hand-off page in a browser", function () {
  this.timeout(60_000);
  const found = findBrowser();
  if (found === undefined) {
    it.skip("SKIPPED, the page is not tried in a browser: set CHROMIUM to one, or apt-get install chromium");
    return;
  }
  const folder = temporaryFolder();
  const requests: string[] = [];
  const complaints: string[] = [];
  let context: BrowserContext;
  let page: Page;
  const address = pathToFileURL(join(folder, "page.html")).href;

  before(async () => {
    const { bundleText } = (await import("../../../bundle.mjs")) as { bundleText: (name: string) => string };
    writeFileSync(join(folder, "page.html"), pageOf(handoff(), bundleText("dist/handoff-page.js")));
    const { chromium } = await import("playwright-core");
    context = await chromium.launchPersistentContext(join(folder, "profile"), {
      ...found,
      headless: true,
      permissions: ["clipboard-read", "clipboard-write"],
      viewport: { width: 1280, height: 900 },
      acceptDownloads: true,
    });
    page = await opened(context);
  });
  after(() => context.close());

  async function opened(where: BrowserContext): Promise<Page> {
    const tab = await where.newPage();
    tab.on("request", (request) => requests.push(request.url()));
    tab.on("console", (message) => complaints.push(message.text()));
    tab.on("pageerror", (error) => complaints.push(error.message));
    await tab.goto(address);
    return tab;
  }
  const clipboard = () => page.evaluate<string>("navigator.clipboard.readText()");
  /** With SCREENSHOTS=FOLDER, pictures to look at. */
  const screenshot = async (name: string) => {
    const target = process.env["SCREENSHOTS"];
    if (target !== undefined) await page.screenshot({ path: join(target, `${name}.png`), fullPage: true });
  };

  it("copies every value as it is", async () => {
    const { icertisHandoff, uipathConnection, tenantJson } = sampleOutputs({ ids: prodIds });
    const settings = JSON.parse(tenantJson) as Record<string, TenantSetting>;
    const issuer = "Core.API.OAuth.ValidIssuer";
    const { object, member } = keyTexts(issuer, settings[issuer] as TenantSetting);
    const expected: Record<string, string> = {
      "Application (client) ID, Production": icertisHandoff.applicationClientId,
      "Object ID, Production": icertisHandoff.objectId,
      "OpenID Connect metadata document, Production": icertisHandoff.openIdConnectMetadataDocument,
      "all four keys of tenant.json, Production": tenantJson.trimEnd(),
      [`value of ${issuer}, Production`]: settings[issuer]?.Value ?? "",
      [`object of ${issuer}, Production`]: object,
      [`key and object of ${issuer}, Production`]: member,
      "Client ID, Production": uipathConnection.clientId,
      "Client secret, Production": sampleSecret,
      "Scope, Production": uipathConnection.scope,
      "API key, Suite": sampleSecret,
      "Client ID, Dev": sampleIds.clientId,
      "the address for Dev": sampleOutputs().adminConsentUrl,
    };
    assert.deepEqual(JSON.parse(`{${member}}`), { [issuer]: settings[issuer] });
    for (const [name, value] of Object.entries(expected)) {
      await page.getByRole("button", { name: `Copy ${name}`, exact: true }).click();
      await page.locator("#status", { hasText: `${name} copied` }).waitFor({ state: "attached" });
      assert.equal(await clipboard(), value, name);
    }
  });

  it("shows a secret only while it is asked to", async () => {
    const secret = page.locator("code.secret").first();
    assert.equal(await secret.innerText(), "");
    const button = page.getByRole("button", { name: "Show Client secret, Dev" });
    await button.press("Enter");
    assert.equal(await secret.innerText(), sampleSecret);
    assert.equal(await button.getAttribute("aria-pressed"), "true");
    await button.press("Enter");
    assert.equal(await secret.innerText(), "");
  });

  it("copies without the clipboard's own interface, as in an old browser", async () => {
    const hide = "Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })";
    await page.evaluate(`window.kept = navigator.clipboard; ${hide}`);
    await page.getByRole("button", { name: "Copy Tenant ID, Dev", exact: true }).click();
    await page.locator("#status", { hasText: "Tenant ID, Dev copied" }).waitFor({ state: "attached" });
    await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: window.kept })");
    assert.equal(await clipboard(), sampleIds.tenantId);
  });

  describe("with a tenant.json dropped on it", () => {
    const settings = JSON.parse(sampleOutputs({ ids: prodIds }).tenantJson) as Record<string, TenantSetting>;
    const audiences = "Core.API.OAuth.ValidAudiences";
    const result = () => page.locator("#merge-result");
    const withList = (Value: string) => ({ ...settings, [audiences]: { ...settings[audiences], Value } });
    const drop = async (content: string) => {
      const data = await page.evaluateHandle(
        `(() => { const transfer = new DataTransfer(); transfer.items.add(new File([${JSON.stringify(content)}], "tenant.json")); return transfer; })()`,
      );
      // What the file before came to must not be taken for this one's.
      await page.evaluate("document.getElementById('merge-result').replaceChildren()");
      await page.locator(".drop").dispatchEvent("drop", { dataTransfer: data });
      await result().locator("h5, .failed").first().waitFor();
    };
    before(() => page.selectOption("#merge-environment", { label: "Production" }));

    it("checks it, shows what changes, and gives the merged file back, every other byte as it was", async () => {
      const before = `\uFEFF// mine\r\n${JSON.stringify(withList("api://x"), null, 2).replaceAll("\n", "\r\n")}`;
      await drop(before);
      assert.deepEqual(await result().locator("li b").allInnerTexts(), ["ok", "wrong", "ok", "ok"]);
      assert.deepEqual(await result().locator("ins, del").allInnerTexts(), [
        '-    "Value": "api://x",',
        `+    "Value": "api://x,api://${prodIds.clientId}",`,
      ]);
      await screenshot("merge");
      const waiting = page.waitForEvent("download");
      await page.getByRole("link", { name: "Download the merged tenant.json" }).click();
      const download = await waiting;
      assert.equal(download.suggestedFilename(), "tenant.json");
      const merged = readFileSync(await download.path(), "utf8");
      assert.equal(merged, before.replace('"api://x"', `"api://x,api://${prodIds.clientId}"`));
    });

    it("has nothing to change in a file that is right", async () => {
      await drop(JSON.stringify(settings));
      assert.match(await result().innerText(), /ICI would accept[\s\S]*There is nothing to change/);
      assert.equal(await result().locator("a").count(), 0);
    });

    it("shows characters that cannot be seen", async () => {
      await drop(JSON.stringify(withList(`\u200bapi://${prodIds.clientId}`)));
      assert.match(await result().innerText(), /⟨U\+200B⟩api:[\s\S]*U\+200B \(zero-width space\)/);
    });

    it("refuses what the command refuses, until told to replace it", async () => {
      const issuer = "Core.API.OAuth.ValidIssuer";
      await drop(JSON.stringify({ ...settings, [issuer]: { ...settings[issuer], Value: "https://other/" } }));
      assert.match(await result().innerText(), /serves another integration/);
      await page.getByText("More choices").click();
      await page.locator("#merge-replace").check();
      assert.match(await result().innerText(), /What changes/);
      await page.locator("#merge-replace").uncheck();
      await drop(JSON.stringify({ a: settings, b: settings }));
      assert.match(await result().innerText(), /2 places/);
      await page.locator("#merge-at").fill("/b");
      await page.locator("#merge-at").press("Tab");
      assert.match(await result().innerText(), /ICI would accept/);
      await page.locator("#merge-at").fill("");
      for (const content of ["{", "<b onclick=alert(1)>x</b>"]) {
        await drop(content);
        assert.match(await result().innerText(), /tenant\.json is not valid JSON: line 1/);
      }
    });

    it("takes a file by the button too", async () => {
      await page.locator("#merge-file").setInputFiles({
        name: "own.json",
        mimeType: "application/json",
        buffer: Buffer.from("{}"),
      });
      await page.getByRole("link", { name: "Download the merged own.json" }).waitFor();
    });
  });

  for (const width of [320, 1280]) {
    for (const colorScheme of ["light", "dark"] as const) {
      it(`fits ${width} pixels and can be read, ${colorScheme}`, async () => {
        // For a moment a button says "Copied", unless the page is new.
        await page.reload();
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        await screenshot(`${width}-${colorScheme}`);
        assert.equal(await page.evaluate("document.documentElement.scrollWidth"), width);
        assert.deepEqual(await page.evaluate(unreadable), []);
      });

      it(`has nothing that axe-core objects to at ${width} pixels, ${colorScheme}`, async () => {
        // Run beside the page's policy, which would not let it in.
        const session = await context.newCDPSession(page);
        const source = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
        await session.send("Runtime.evaluate", { expression: source });
        const { result } = await session.send("Runtime.evaluate", {
          expression:
            "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.target.join(' ')).join(', ')))",
          awaitPromise: true,
          returnByValue: true,
        });
        assert.deepEqual(result.value, []);
      });
    }
  }

  it("can be read and printed without scripts", async () => {
    const plain = await (await import("playwright-core")).chromium.launch(found);
    try {
      const tab = await plain.newPage({ javaScriptEnabled: false });
      await tab.goto(address);
      const text = await tab.locator("body").innerText();
      assert.ok(text.includes(sampleSecret), "the secret cannot be read");
      assert.equal(await tab.locator("button:visible").count(), 0);
      assert.equal(await tab.locator(".merge:visible").count(), 0);
    } finally {
      await plain.close();
    }
  });

  it("prints on a few sheets, with its dates and without its buttons", async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ media: "print", colorScheme: "light" });
    assert.equal(await page.locator("button:visible, .merge:visible").count(), 0);
    await screenshot("print");
    const pdf = await page.pdf({ format: "A4", ...pdfPath() });
    await page.emulateMedia({ media: "screen" });
    const sheets = [...pdf.toString("latin1").matchAll(/\/Type\s*\/Page\b/g)].length;
    assert.ok(sheets >= 3 && sheets <= 9, `${sheets} sheets`);
  });
  const pdfPath = () => {
    const target = process.env["SCREENSHOTS"];
    return target === undefined ? {} : { path: join(target, "print.pdf") };
  };

  it("sends no request and breaks none of its own rules", () => {
    assert.deepEqual(
      requests.filter((url) => !/^(file|data|blob):/.test(url)),
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
