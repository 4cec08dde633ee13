import { fileName, stackName, type Verb } from "../verb";

const notes = `
Signs in to Microsoft Graph as the azuread provider does: ARM_CLIENT_ID with ARM_CLIENT_SECRET or ARM_USE_OIDC=true, or
the Azure CLI. Application.ReadWrite.OwnedBy is enough, as for deploying.`;

export const doctorVerb: Verb = {
  name: "doctor",
  description: "compare Entra ID with a stack: orphans, twins, unknown or missing secrets, owners, token version",
  declare: (command) =>
    command
      .option("--stack <name>", "read the state of this stack through the Pulumi CLI", stackName)
      .option("--state <file>", "read it from a file of `pulumi stack export`, - for standard input", fileName)
      .option("--project <folder>", "folder of the Pulumi project, for --stack", fileName, ".")
      .option("--fix", "put right what can be put right from here, after showing it and asking", false)
      .option("--restore", "with --fix: restore a registration that was deleted less than 30 days ago", false)
      .option("--forget", "let the stack start anew, where its registration is gone for good; asks", false)
      .option("--yes", "do not ask", false)
      .addHelpText("after", notes),
  load: async () => (await import("./doctor")).doctor,
};
