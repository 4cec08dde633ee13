import * as pulumi from "@pulumi/pulumi";
import { ApiApplication as Declared } from "../components/apiApplication";
import type { ApiApplicationArgs } from "../components/apiApplicationArgs";

/**
 * The component as programs in other languages make it, with what such a program cannot know: the instant of the run,
 * which YAML has no way to tell and which is not to be a constant, and where the provider has been pointed.
 *
 * Pulumi takes the package's schema from the class of this name that is a ComponentResource by itself, the declared one.
 */
export class ApiApplication extends Declared {
  constructor(name: string, args: ApiApplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    const metadataHost = new pulumi.Config("azuread").get("metadataHost") || process.env["ARM_METADATA_HOSTNAME"];
    const surroundings = { now: new Date().toISOString(), ...(metadataHost && { metadataHost }) };
    super(name, { ...surroundings, ...args }, opts);
  }
}
