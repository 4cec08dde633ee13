import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { runIndex } from "./recordedRun";
import { rehearsedAt } from "./rehearsal";
import { stackConfig } from "./stackConfig";

const root = join(__dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");

/** The cells of the table between two markers of the README, without its head. */
function table(name: string): string[][] {
  const [, rest = ""] = readme.split(`<!-- ${name}:`);
  const [body = ""] = rest.split(`<!-- /${name} -->`);
  const rows = body.split("\n").filter((line) => line.startsWith("| "));
  return rows.slice(2).map((row) =>
    row
      .slice(2, -2)
      .split(" | ")
      .map((cell) => cell.trim()),
  );
}

const unticked = (text = "") => text.replaceAll("`", "");

describe("README", () => {
  it("lists every setting of Pulumi.yaml with its type, default and description", () => {
    const project = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as {
      config: Record<string, { type: string; description: string; default: unknown }>;
    };
    const expected = Object.entries(project.config).map(([key, { type, description, default: value }]) => [
      `\`${key}\``,
      type,
      `\`${typeof value === "string" ? value : JSON.stringify(value)}\``,
      description,
    ]);
    assert.deepEqual(table("configuration"), expected);
  });

  it("lists every output of index.ts", async () => {
    const overlapping = () => runIndex({ stack: "prod", config: stackConfig("prod") });
    const { result } = await rehearsedAt("2027-10-01", overlapping);
    assert.deepEqual(
      table("outputs").map(([name]) => unticked(name)),
      Object.keys(result),
    );
  });

  it("links to files that are there", () => {
    const links = [...readme.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].flatMap(([, file]) => file ?? []);
    assert.ok(links.length > 5);
    assert.deepEqual(
      links.filter((file) => !existsSync(join(root, file))),
      [],
    );
  });
});
