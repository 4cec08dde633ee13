import * as pulumi from "@pulumi/pulumi";

/**
 * A message that ends the run, shown as it is: without a stack trace, and without the path of every output that
 * waits for the refused value, which the SDK would write in front of it one by one.
 */
export class Refusal extends pulumi.ResourceError {
  constructor(message: string, resource: pulumi.Resource) {
    super(message, resource, true);
    Object.defineProperty(this, "message", { get: () => message, set: () => undefined });
  }
}
