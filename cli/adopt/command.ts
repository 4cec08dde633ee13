import type { Verb } from "../verb";

export const adoptVerb: Verb = {
  name: "adopt",
  description: "find a registration made in the portal and print the configuration that takes it over",
  declare: (command) =>
    command
      .option("--client-id <id>", "application (client) ID of the registration")
      .option("--name <name>", "its display name, where the client id is not at hand")
      .option("--tenant <id>", "directory (tenant) ID; ARM_TENANT_ID where not given"),
  load: async () => (await import("./adopt")).adopt,
};
