import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TenantSetting } from "../../model/tenantJson";
import { deploySample, frozenSandbox, inSandbox } from "./deployedSample";
import { ToolFolder, type ToolContext } from "./runTool";
import { maskedOutputs, sampleApiKeyOutputs, sampleIds, sampleOutputs, sampleSecret } from "./sampleOutputs";

const documentation = (name: string) => readFileSync(join(__dirname, "..", "..", "docs", name), "utf8");
const administrator = documentation("icertis-administrator.md");
const developer = documentation("rpa-developer.md");

interface Example {
  readonly words: string[];
  /** What the page says that it prints. */
  readonly printed: string;
}

/** Every command of the tools on a page, as it is printed there. */
function examplesIn(page: string): Example[] {
  const blocks = [...page.matchAll(/^ *```console\n([\s\S]*?)^ *```$/gm)].map(([, block = ""]) => block);
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .filter((part) => part.startsWith("node icertis-tools.mjs "))
      .map((part) => {
        const [line = "", ...rest] = part.split("\n");
        return { words: line.split(" ").slice(2), printed: rest.join("\n") };
      }),
  );
}

describe("what the pages for Icertis administrators and RPA developers print", () => {
  const folder = new ToolFolder();
  before(() => folder.write("dev.json", maskedOutputs()));
  const { tenantJson, uipathConnection } = sampleOutputs();
  const settings = JSON.parse(tenantJson) as Record<string, TenantSetting>;
  const audiences = "Core.API.OAuth.ValidAudiences";
  const culture = { ...settings[audiences], Value: "en-US", Name: "Core.UI.DefaultCulture" };
  const withList = (Value: string) => ({
    "Core.UI.DefaultCulture": culture,
    ...settings,
    [audiences]: { ...settings[audiences], Value },
  });
  const ours = `api://${sampleIds.clientId}`;
  const other = "api://0f0f0f0f-0000-4000-8000-000000000009";
  const example = (page: string, beginning: string): Example => {
    const found = examplesIn(page).filter(({ words }) => words.join(" ").startsWith(beginning));
    assert.equal(found.length, 1, `examples of ${beginning}`);
    return found[0] as Example;
  };
  const run = ({ words }: Example, given: ToolContext = {}, ...more: string[]) =>
    folder.run([...words, ...more], given);

  it("is what merge and unmerge print", async () => {
    for (const [beginning, list] of [
      ["tenant-json merge", other],
      ["tenant-json unmerge", `${other},${ours}`],
    ] as const) {
      folder.write("tenant.json", `${JSON.stringify(withList(list), null, 2)}\n`);
      const shown = example(administrator, beginning);
      const { code, out, notes } = await run(shown);
      assert.deepEqual([code, `${out}${notes}\n`], [0, shown.printed]);
    }
  });

  it("is what check prints", async () => {
    folder.write("tenant.json", tenantJson);
    const shown = example(administrator, "tenant-json check");
    const right = await run(shown, {}, "--offline");
    assert.deepEqual([right.code, right.out], [0, shown.printed]);
    folder.write("tenant.json", withList(` ${ours}`));
    const wrong = (await run(shown, {}, "--offline")).out.split("\n");
    const at = wrong.findIndex((line) => line.startsWith("wrong"));
    assert.ok(administrator.includes(`\`\`\`\n${wrong.slice(at, at + 3).join("\n")}\n\`\`\``));
  });

  it("is what secret status prints", async () => {
    folder.write("prod.json", maskedOutputs({ issued: "2026-06-01", previousExpires: "2027-03-14T00:00:00Z" }));
    const shown = example(developer, "secret status");
    const { out } = await run(shown, { now: "2027-03-01T12:00:00Z" });
    assert.equal(out, shown.printed);
  });

  it("gets a token by the address it gives, and prints what verify prints", async () => {
    const { sandbox, outputs } = await deploySample(await frozenSandbox());
    try {
      folder.write("dev.json", { ...outputs, clientSecret: "[secret]", uipathConnection: "[secret]" });
      folder.write("tenant.json", outputs.tenantJson);
      const template = /^https:\/\/login\S+response_type=token\S+$/m.exec(administrator)?.[0] ?? "";
      const address = template
        .replace("TENANT-ID", outputs.tenantId)
        .replace("CLIENT-ID", outputs.clientId)
        .replace("SCOPE", outputs.uipathConnection.scope.split(" ")[0] ?? "");
      const answer = await sandbox.fetch(address);
      const input = answer.headers.get("location") ?? "";
      assert.match(input, /^http:\/\/localhost:8400\/callback#access_token=ey/);
      const shown = example(administrator, "verify");
      const steps = (text: string) => [...text.matchAll(/^(?:ok|open|wrong) +\S+ (?:\S+ )*/gm)].map(([step]) => step);
      for (const one of [shown, example(developer, "verify --outputs dev.json --token")]) {
        const { code, out, notes } = await run(one, { ...inSandbox(sandbox), input });
        assert.equal(code, 0, out + notes);
        assert.deepEqual(steps(out), steps(shown.printed));
        assert.equal(out.split("\n").at(-2), shown.printed.split("\n").at(-2));
      }
    } finally {
      folder.write("dev.json", maskedOutputs());
      await sandbox.close();
    }
  });

  it("is what an API key's check prints", async () => {
    folder.write("prod.json", sampleApiKeyOutputs);
    const shown = example(developer, "verify --outputs prod.json --url");
    const [, read = ""] = /^\$ (read -rs .*)$/m.exec(developer) ?? [];
    const printKey = `${process.execPath} --print process.env.ICERTIS_API_KEY`;
    const shell = spawnSync("bash", ["-c", `${read} && ${printKey}`], { input: `${sampleSecret}\n`, encoding: "utf8" });
    assert.equal(shell.stdout.trim(), sampleSecret);
    const { code, out } = await run(shown, {
      environment: { ICERTIS_API_KEY: sampleSecret },
      fetch: () => Promise.resolve(new Response("")),
    });
    assert.deepEqual([code, out], [0, shown.printed]);
  });

  it("shows what UiPath takes, and the four keys", () => {
    for (const value of [uipathConnection.clientId, uipathConnection.tenantId, uipathConnection.scope]) {
      assert.ok(developer.includes(`| \`${value}\``), value);
    }
    for (const key of ["STSDiscoveryEndpoint", "ValidAudiences", "ValidIssuer", "ExternalUpnClaimUri"]) {
      assert.ok(administrator.includes(key), key);
    }
  });
});

describe("every page", () => {
  const folder = new ToolFolder();
  const root = join(__dirname, "..", "..");
  const examples = readdirSync(join(root, "examples")).map((name) => join("examples", name, "README.md"));
  const pages = ["README.md", "CONTRIBUTING.md", ...readdirSync(join(root, "docs")).map((name) => join("docs", name))];
  const texts = [...pages, ...examples]
    .filter((name) => name.endsWith(".md") && existsSync(join(root, name)))
    .map((name) => readFileSync(join(root, name), "utf8"));

  it("names verbs and options that exist, as they are called", async () => {
    const called = texts.flatMap((text) => [
      ...text.matchAll(/(?:npx icertis-access|node icertis-tools\.mjs) ((?:[a-z-]+ ?)+)([^`#|\n]*)/g),
    ]);
    assert.ok(called.length > 20);
    const helps = new Map<string, string>();
    for (const [line, words = "", rest = ""] of called) {
      const verb = words
        .trim()
        .split(" ")
        .slice(0, /^(?:secret|tenant-json) /.test(words) ? 2 : 1);
      const name = verb.join(" ");
      if (!helps.has(name)) {
        const { code, out } = await folder.run([...verb, "--help"]);
        assert.equal(code, 0, line);
        helps.set(name, out);
      }
      for (const [option] of rest.matchAll(/--[a-z][a-z-]*/g)) {
        assert.ok(helps.get(name)?.includes(`  ${option} `), `${line}: ${option}`);
      }
    }
    // Elsewhere options stand alone.
    const known = [...helps.values()].join("");
    for (const page of [administrator, developer]) {
      for (const [, option = ""] of page.matchAll(/`(--[a-z-]+)/g)) assert.ok(known.includes(option), option);
    }
  });

  it("names scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
    for (const text of texts) {
      for (const [, script = ""] of text.matchAll(/npm run (?:-s )?([a-z:-]+)/g)) assert.ok(script in scripts, script);
    }
  });

  it("calls the command so that it can be copied", () => {
    for (const text of texts) {
      for (const [, block = ""] of text.matchAll(/^```(?:console|sh)\n([\s\S]*?)^```$/gm)) {
        assert.doesNotMatch(block, /^(?:\$ )?icertis-access /m);
      }
    }
  });
});
