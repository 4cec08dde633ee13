import * as pulumi from "@pulumi/pulumi";
import { remedyFor } from "../entra/providerErrors";

/** Adds to a provider's error what a person can do about it. Never retries: the provider has done that already. */
export function remedyHook(name: string): pulumi.ErrorHook {
  return new pulumi.ErrorHook(`${name}-remedy`, (args) => {
    const remedy = remedyFor(args.type, args.errors[0] ?? "");
    if (remedy !== undefined) void pulumi.log.error(`${args.name}: ${remedy}`);
    return false;
  });
}
