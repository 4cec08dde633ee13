import * as pulumi from "@pulumi/pulumi";
import { knownError } from "../entra/knownErrors";

/** Adds to a provider's error what a person can do about it. Never retries: the provider has done that already. */
export function adviceHook(name: string): pulumi.ErrorHook {
  return new pulumi.ErrorHook(`${name}-remedy`, (args) => {
    const known = knownError(args.errors[0] ?? "", { type: args.type, stack: pulumi.getStack() });
    if (known) void pulumi.log.error(`${args.name}: ${known.hint}`);
    return false;
  });
}
