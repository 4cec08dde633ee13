import { contractProblem, type OAuthOutputs, type OAuthSecrets } from "../../model/outputs";

/** Outputs of a stack, the secret ones included. */
export type Outputs = OAuthOutputs & OAuthSecrets;

/** One environment of this program, deployed to the sandbox. */
export interface DeployedStack {
  readonly name: string;
  /** What an `up` begins with: nothing is changed. Rejects with the engine's message where the run is refused. */
  preview(): Promise<void>;
  /** Updates, at the sandbox's date. */
  up(): Promise<Outputs>;
  /** Sets values in place of those in the stack's file from the next run on; `{}` puts the file's back. */
  configure(values: Readonly<Record<string, unknown>>): void;
}

/** What runs the program. */
export interface DemoEngine {
  readonly kind: "real" | "rehearsal";
  /** One sentence on what that is. */
  readonly description: string;
  /** Makes a stack of the name; its file is `Pulumi.<name>.yaml`. Nothing is deployed yet. */
  newStack(name: string): Promise<DeployedStack>;
  /** Removes what the stacks left on this machine. */
  close(): void;
}

/** The outputs as the contract describes them. */
export function asOutputs(values: Readonly<Record<string, unknown>>, stack: string): Outputs {
  const problem = contractProblem(values["contractVersion"], `stack ${stack}`);
  if (problem !== undefined) throw new Error(problem);
  return values as unknown as Outputs;
}
