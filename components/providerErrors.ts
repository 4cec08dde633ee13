import * as pulumi from "@pulumi/pulumi";

/** Lets the provider try again what is safe to repeat, and else adds to its error what a person can do about it. */
export function providerErrorHook(name: string): pulumi.ErrorHook {
  return new pulumi.ErrorHook(`${name}-remedy`, async (args) => {
    const { nextTry } = await import("./retries");
    const retry = nextTry(args);
    if (retry) {
      const { reason, waitSeconds, attempt, attempts } = retry;
      const tries = `try ${attempt} of at most ${attempts}`;
      void pulumi.log.warn(`${args.name}: ${reason}; trying again in ${waitSeconds} s (${tries})`);
      const { processContext } = await import("../entra/processContext");
      await processContext().wait(waitSeconds * 1000);
      return true;
    }
    const { knownError } = await import("../entra/knownErrors");
    const known = knownError(args.errors[0] ?? "", { type: args.type, stack: pulumi.getStack() });
    if (known) void pulumi.log.error(`${args.name}: ${known.hint}`);
    return false;
  });
}
