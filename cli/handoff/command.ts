import { type Command, Option } from "commander";
import type { Run } from "../commandLine";
import { readsOutputs, runs } from "../verb";

const notes = `
Secrets are read only with --reveal, and stand in UiPath's part alone, never in the Icertis part. A file with a secret is
readable by you alone (0600).`;

/** Declares `handoff`. */
export function addHandoff(program: Command, run: Run): void {
  const handoff = program
    .command("handoff")
    .description("what to send to Icertis and what to type into UiPath, for one or more stacks side by side")
    .addOption(new Option("--format <format>", "how it is written").choices(["markdown", "json", "html"]))
    .option("--out <file>", "write it to this file; .md, .json and .html choose the format")
    .addOption(new Option("--part <part>", "for whom").choices(["icertis", "uipath", "both"]).default("both"))
    .option("--reveal", "show the secrets in UiPath's part", false)
    .addHelpText("after", notes);
  runs(readsOutputs(handoff, true), run, async () => (await import("./handoff")).handoff);
}
