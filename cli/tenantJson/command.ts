import type { Command } from "commander";
import type { Run } from "../commandLine";
import { readsOutputs, runs } from "../verb";

const place = "JSON pointer of the object or list the keys belong in, where there is a choice; / for the document";

/** Declares `tenant-json render`, `merge`, `unmerge` and `check`. */
export function addTenantJson(program: Command, run: Run): void {
  const group = program
    .command("tenant-json")
    .description("the four Core.API.OAuth keys of ICI's tenant.json: print, merge into a file, check");

  const render = group
    .command("render")
    .description("print the four keys as the stack wants them")
    .option("--list", "as a list of objects with a Name, instead of an object keyed by name", false)
    .option("--out <file>", "write them to this file instead");
  runs(readsOutputs(render), run, async () => (await import("./render")).render);

  const merge = group
    .command("merge")
    .description("add the four keys to an administrator's file; everything else in it stays byte for byte")
    .argument("<file>", "the tenant.json to change")
    .option("--dry-run", "print the diff and write nothing", false)
    .option("--replace", "replace what other integrations have in the four keys", false)
    .option("--at <pointer>", place);
  runs(readsOutputs(merge), run, async () => (await import("./merge")).merge, ["file"]);

  const unmerge = group
    .command("unmerge")
    .description("take the stack's audiences out of an administrator's file again")
    .argument("<file>", "the tenant.json to change")
    .option("--dry-run", "print the diff and write nothing", false)
    .option("--at <pointer>", place);
  runs(readsOutputs(unmerge), run, async () => (await import("./merge")).unmerge, ["file"]);

  const check = group
    .command("check")
    .description("say whether ICI, with this file, would accept the stack's tokens; exit code 0 only then")
    .argument("<file>", "the tenant.json to check, - for standard input")
    .option("--offline", "do not ask the discovery endpoint", false)
    .option("--at <pointer>", place);
  runs(readsOutputs(check), run, async () => (await import("./check")).check, ["file"]);
}
