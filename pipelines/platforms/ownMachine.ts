import { StepFailure } from "../steps/stepFailure";
import type { Platform } from "./platform";

/** A person's own machine: the same steps, with the person's own sign-in. */
export const ownMachine: Platform = {
  name: "this machine",
  federated: false,
  variablesAt: "your shell",
  aliases: {},
  idToken: () =>
    Promise.reject(new StepFailure("this machine vouches for nobody", "sign in with `az login`, and `pulumi login`")),
  notice: (level, message) => `${level}: ${message}`,
  summarize: () => undefined,
  setOutput: (job, name, value) => job.log(`${name}: ${value}`),
};
