import { Command, CommanderError, Option } from "commander";
import { UserError } from "../../entra/userError";
import { SandboxError } from "../../packages/entra-sandbox";
import { runDemo, type DemoOptions } from "./demo";
import { chooseEngine, engineKinds, type EngineKind } from "./engines";
import type { Screen } from "./progress";
import { report } from "./report";

/** Where the command writes, and how it finds its engine. */
interface DemoCommand {
  readonly out: Screen;
  readonly errors: Screen;
  readonly engineFor?: (choice: EngineKind | undefined) => Promise<DemoOptions["engine"]>;
}

/** @returns the exit code: 0, 1 where a check failed, 2 where the demo could not run. */
export async function demoCommand(
  args: string[],
  { out, errors, engineFor = chooseEngine }: DemoCommand,
): Promise<number> {
  const command = new Command("npm run demo --")
    .description(
      "Shows the whole job against a local Entra ID on this machine: dev and prod are deployed, UiPath connects, ICI checks the token, and client secrets rotate through two virtual years. Exits with 1 if any check failed.",
    )
    .addOption(
      new Option(
        "--engine <kind>",
        "real: the Pulumi CLI with the azuread and random plugins (under 3 minutes); fake: the Pulumi SDK's test runtime (under a minute); by default real where a CLI that serves is found; nothing is downloaded",
      ).choices(engineKinds),
    )
    .option("--json", "print the result as one JSON object, progress to standard error (npm run -s demo -- --json)")
    .exitOverride()
    .configureOutput({ writeOut: (text) => out.write(text), writeErr: (text) => errors.write(text) });
  try {
    const { engine, json } = command.parse(args, { from: "user" }).opts<{ engine?: EngineKind; json?: true }>();
    const result = await runDemo({ engine: await engineFor(engine), screen: json ? errors : out });
    out.write(`${json ? JSON.stringify(result, null, 2) : report(result)}\n`);
    return result.ok ? 0 : 1;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof UserError || error instanceof SandboxError)) throw error;
    errors.write(`demo: ${error.message}\n`);
    return 2;
  }
}
