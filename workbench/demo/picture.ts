import { join } from "node:path";
import { environmentOf } from "../../cli/handoff/content";
import { page as pageOf } from "../../cli/handoff/page";
import { checkOutputs } from "../../cli/outputs/checkOutputs";
import { environmentTitle } from "../../cli/outputs/outputSource";
import { startSandbox, type Sandbox } from "../../packages/entra-sandbox";
import { findBrowser } from "../browser";
import { fakeEngine } from "./engines";
import { environmentNames, firstMorning } from "./demo";

const root = join(__dirname, "..", "..");

/** The hand-off page of the demo's environments, on the day of their first deployment. */
async function demoPage(sandbox: Sandbox): Promise<string> {
  const engine = fakeEngine(sandbox, "for a picture");
  const environments = [];
  for (const name of environmentNames) {
    const stack = await engine.newStack(name);
    const read = checkOutputs(await stack.up(), name, false);
    const { displayName, web } = sandbox.snapshot().applications.at(-1) ?? {
      displayName: "",
      web: { redirectUris: [] },
    };
    const names = { title: environmentTitle({ kind: "stack", name }), where: name };
    environments.push(environmentOf(names, read, { displayName, redirectUris: web.redirectUris }));
  }
  const { bundleText } = (await import("../../bundle.mjs")) as { bundleText: (name: string) => string };
  const preparedOn = sandbox.clock.now().getTime();
  const handoff = { environments, part: "both", revealed: false, preparedOn, contact: "Jane Doe" } as const;
  return pageOf(handoff, bundleText("dist/handoff-page.js"));
}

/** Takes docs/handoff-page.png anew; run by hand when the page has changed. */
async function main(): Promise<void> {
  const found = findBrowser();
  if (!found) throw new Error("no browser: set CHROMIUM to one");
  const sandbox = await startSandbox({ now: firstMorning() });
  try {
    sandbox.clock.freeze(firstMorning());
    const html = await demoPage(sandbox);
    const { chromium } = await import("playwright-core");
    const browser = await chromium.launch(found);
    const page = await browser.newPage({ viewport: { width: 1120, height: 1080 }, colorScheme: "light" });
    await page.setContent(html);
    await page.screenshot({ path: join(root, "docs", "handoff-page.png") });
    await browser.close();
  } finally {
    await sandbox.close();
  }
}

void main();
