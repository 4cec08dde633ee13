import { PulumiCommand } from "@pulumi/pulumi/automation";
import type { Job } from "./job";
import { pinnedVersion } from "./pinnedPulumi";
import { StepFailure } from "./stepFailure";

/** Installs the CLI of the SDK's very version into Pulumi's home, whatever else the runner has. */
export async function installPulumi(job: Job): Promise<void> {
  try {
    const { version } = await PulumiCommand.install();
    job.log(`Pulumi CLI ${String(version)}`);
  } catch (error) {
    throw new StepFailure(
      `the Pulumi CLI ${pinnedVersion} could not be installed: ${(error as Error).message}`,
      `let the runner reach get.pulumi.com and GitHub's releases, or use an image with Pulumi ${pinnedVersion} on PATH and leave this step out`,
    );
  }
}
