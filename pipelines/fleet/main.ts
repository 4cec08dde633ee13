import { Command } from "commander";
import { withPinnedPulumi } from "../steps/pinnedPulumi";
import { processJob } from "../steps/processJob";
import { endedWith } from "../steps/runStep";
import { type ManifestOptions, writeManifests } from "../operator/writeManifests";
import { verbs } from "./engineRun";
import { type FleetOptions, fleetStep } from "./fleetStep";

Object.assign(process.env, withPinnedPulumi(process.env));
const job = processJob();
const program = new Command("fleet").description("Runs every stack of a list, some at a time.").exitOverride();
for (const verb of verbs) {
  program
    .command(verb)
    .option("--stacks <file>", "the list of stacks", "pipelines/fleet/stacks.yaml")
    .option("--only <names>", "only these stacks, separated by commas")
    .option("--concurrency <number>", "stacks at a time, in place of the list's")
    .option("--report <file>", "Markdown file for the summary", `reports/fleet-${verb}.md`)
    .option("--handoff <folder>", "folder for the hand-off pages of `up`", "handoff")
    .action((options: FleetOptions) => fleetStep(job, verb, options));
}

program
  .command("manifests")
  .description("write the Pulumi Kubernetes Operator's manifests of every stack")
  .option("--settings <file>", "what they are made of", "pipelines/operator/settings.yaml")
  .option("--out <folder>", "folder for them", "pipelines/operator/stacks")
  .action((options: ManifestOptions) => writeManifests(job, options));

void endedWith(job, () => program.parseAsync()).then((code) => {
  process.exitCode = code;
});
