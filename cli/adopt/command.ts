import type { Command } from "commander";
import type { Run } from "../commandLine";
import { runs } from "../verb";

/** Declares `adopt`. */
export function addAdopt(program: Command, run: Run): void {
  const adopt = program
    .command("adopt")
    .description("find a registration made in the portal and print the configuration that takes it over")
    .option("--client-id <id>", "application (client) ID of the registration")
    .option("--name <name>", "its display name, where the client id is not at hand")
    .option("--tenant <id>", "directory (tenant) ID; ARM_TENANT_ID where not given");
  runs(adopt, run, async () => (await import("./adopt")).adopt);
}
