import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./yamlFiles";

/** The lines of the console blocks of a section. */
function commands(page: string, section: string): string[] {
  const text = readFileSync(join(root, "docs", page), "utf8");
  const [, body = ""] = new RegExp(`^## [\\d. ]*${section}\\n([^]*?)(?=^## )`, "m").exec(text) ?? [];
  return [...body.matchAll(/^```console\n([^]*?)^```/gm)].flatMap(([, lines = ""]) => lines.trim().split("\n"));
}

describe("the page of a platform", () => {
  for (const page of ["github.md", "azure-devops.md", "gitlab.md"]) {
    it(`goes from nothing to a rotated secret in at most fifteen commands: ${page}`, () => {
      const lines = commands(page, "The first hour");
      // Changing the folder is part of the clone; everything else is counted.
      const counted = lines.flatMap((line) => line.split(" && ")).filter((line) => !line.startsWith("cd "));
      assert.ok(counted.length <= 15, `${counted.length}:\n${counted.join("\n")}`);
      assert.match(counted[0] ?? "", /^git clone /);
      assert.ok(counted.includes("npx icertis-access secret rotate --stack dev"));
      assert.equal(counted.at(-1), "git push");
    });

    it(`never loses the reader between two folders: ${page}`, () => {
      const text = readFileSync(join(root, "docs", page), "utf8");
      assert.equal(text.match(/\bcd \S+/g)?.length, 1);
    });

    it(`says what was not tried: ${page}`, () => {
      assert.match(readFileSync(join(root, "docs", page), "utf8"), /^## Not tried\n\n.+/m);
    });
  }
});

describe("the codes on the page of GitHub", () => {
  it("are those of the steps", () => {
    const text = readFileSync(join(root, "docs", "github.md"), "utf8");
    const [, table = ""] = /^## When it fails\n([^]*?)(?=^## )/m.exec(text) ?? [];
    const listed = [...table.matchAll(/^\| (`[^|]+)\|/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`([a-z-]+)`/g)].map(([, code = ""]) => code),
    );
    assert.ok(listed.length > 10);
    const sources = ["pipelines", "entra"].flatMap((folder) => sourcesIn(join(root, folder))).join("\n");
    assert.deepEqual(
      listed.filter((code) => !sources.includes(`"${code}"`)),
      [],
    );
  });
});

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(join(folder, name), "utf8"));
}
