import { fileName, stackName, type Verb } from "../verb";

export const adoptVerb: Verb = {
  name: "adopt",
  description: "find a registration made in the portal and write the configuration that takes it over",
  declare: (command) =>
    command
      .option("--client-id <id>", "application (client) ID of the registration")
      .option("--name <name>", "its display name, where the client id is not at hand")
      .option("--tenant <id>", "directory (tenant) ID; ARM_TENANT_ID where not given")
      .option("--stack <name>", "write it into Pulumi.NAME.yaml; it is printed where not given", stackName)
      .option("--project <folder>", "folder of the Pulumi project, for --stack", fileName, ".")
      .option("--dry-run", "with --stack: show the diff and write nothing", false),
  load: async () => (await import("./adopt")).adopt,
};
