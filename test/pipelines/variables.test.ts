import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { azureDevOps } from "../../pipelines/platforms/azureDevOps";

const root = join(__dirname, "..", "..");

interface Asking {
  readonly page: string;
  readonly folder: string;
  /** How its files name a variable that somebody sets. */
  readonly asks: RegExp;
  /** What the platform, or the pipeline itself, sets. */
  readonly given: RegExp;
}

const platforms: Readonly<Record<string, Asking>> = {
  GitHub: { page: "github.md", folder: "github", asks: /\$\{\{ vars\.(\w+) \}\}/g, given: /^$/ },
  "Azure DevOps": {
    page: "azure-devops.md",
    folder: "azure-devops",
    asks: /\$\(([\w.]+)\)/g,
    given: /^(Build|System)\.\w+$|^mine=/,
  },
  GitLab: {
    page: "gitlab.md",
    folder: "gitlab",
    asks: /\$\{?([A-Z][A-Z_]+)/g,
    // What a person chooses, and what a job gets from the list of stacks.
    given: /^(CI|GITLAB)_|^(STACK|COMMIT|CONFIRM|REFRESH|DO|WANTED|PURPOSE|MERGE_REQUEST)$/,
  },
};

/** The variables of a page's table. */
function listed(page: string): string[] {
  const [, rows = ""] =
    /^\| variable +\|.*\n\|[- |]+\|\n((?:\|.*\n)+)/m.exec(readFileSync(join(root, "docs", page), "utf8")) ?? [];
  return [...rows.matchAll(/^\| `(\w+)`/gm)].map(([, name = ""]) => name);
}

describe("the variables a person sets", () => {
  for (const [platform, { page, folder, asks, given }] of Object.entries(platforms)) {
    const files = readdirSync(join(root, "pipelines", folder)).map((name) => join(root, "pipelines", folder, name));

    it(`are at most ten on ${platform}, all of them on its page`, () => {
      const names = listed(page);
      assert.ok(names.length > 0 && names.length <= 10, names.join());
      const asked = files.flatMap((file) =>
        [...readFileSync(file, "utf8").matchAll(asks)].flatMap(([, name = ""]) => (given.test(name) ? [] : [name])),
      );
      assert.deepEqual(
        [...new Set(asked)].filter((name) => !names.includes(name)),
        [],
      );
    });

    it(`are on ${platform} what the steps read`, () => {
      const steps = readFileSync(join(root, "pipelines", "federation", "variables.ts"), "utf8");
      const read = [...steps.matchAll(/read\("(\w+)"\)/g)].map(([, name = ""]) => name);
      assert.ok(read.includes("AZURE_CLIENT_ID"));
      // Service connections bring their own, and cannot sign in to Pulumi Cloud.
      const elsewhere: string[] =
        platform === "Azure DevOps" ? [...Object.keys(azureDevOps.aliases), "PULUMI_ORGANIZATION"] : [];
      assert.deepEqual(read.filter((name) => !listed(page).includes(name)).sort(), elsewhere.sort());
    });
  }

  it("reach every job of GitHub that signs in, and no other", () => {
    const folder = join(root, "pipelines", "github");
    for (const name of readdirSync(folder)) {
      const { jobs } = parse(readFileSync(join(folder, name), "utf8")) as {
        jobs: Record<string, { permissions: Record<string, string>; env?: Record<string, string>; uses?: string }>;
      };
      for (const [job, { permissions, env = {}, uses }] of Object.entries(jobs)) {
        if (uses !== undefined) continue;
        const passed = Object.keys(env).filter((variable) => env[variable]?.includes("vars."));
        const own = listed("github.md").filter((variable) => variable !== "ICERTIS_APPROVALS");
        const expected = permissions["id-token"] === "write" ? own : [];
        assert.deepEqual(passed.sort(), expected.sort(), `${name}: ${job}`);
      }
    }
  });
});
