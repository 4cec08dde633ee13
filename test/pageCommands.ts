import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");

/** The commands of a section, in their order, as they are printed there; what a comment says is left out. */
export function commandsOf(page: string, heading: string): string[] {
  const text = readFileSync(join(root, page), "utf8");
  const [, section] = text.split(`\n## ${heading}\n`);
  assert.ok(section !== undefined, `${page} has no section ${heading}`);
  const [own = ""] = section.split(/^## /m);
  const blocks = [...own.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
  const commands = blocks.flatMap((block) => block.split("\n")).map((line) => line.replace(/ {2,}# .*$/, "").trim());
  return commands.filter((command) => command !== "");
}
