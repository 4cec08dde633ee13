import type { Command } from "commander";
import type { Run } from "../commandLine";
import { runs } from "../verb";

const notes = `
Signs in to Microsoft Graph as the azuread provider does: ARM_CLIENT_ID with ARM_CLIENT_SECRET or ARM_USE_OIDC=true, or
the Azure CLI. Application.ReadWrite.OwnedBy is enough, as for deploying.`;

/** Declares `doctor`. */
export function addDoctor(program: Command, run: Run): void {
  const doctor = program
    .command("doctor")
    .description("compare Entra ID with a stack: orphans, twins, unknown or missing secrets, owners, token version")
    .option("--stack <name>", "read the state of this stack through the Pulumi CLI")
    .option("--state <file>", "read it from a file of `pulumi stack export`, - for standard input")
    .option("--project <folder>", "folder of the Pulumi project, for --stack", ".")
    .option("--fix", "remove what carries this stack's tags and is not in its state, after showing it", false)
    .option("--yes", "with --fix: do not ask", false)
    .addHelpText("after", notes);
  runs(doctor, run, async () => (await import("./doctor")).doctor);
}
