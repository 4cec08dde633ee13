import type { Context, Environment } from "../../entra/context";
import type { Tickets } from "./ticket";

/** What differs between the platforms a pipeline can run on. */
export interface Platform {
  /** How a message names it. */
  readonly name: string;
  /** Where a person sets the variables the steps read. */
  readonly variablesAt: string;
  /** Variables that this platform sets under names of its own. */
  readonly aliases: Readonly<Record<string, string>>;
  /** The variables with which provider and backend sign in; left out on a person's own machine. */
  signIn?(context: Context, identity: Identity): Promise<Environment>;
  /** A token with which Pulumi Cloud lets the job in, where the platform issues one for other audiences than Entra ID. */
  pulumiCloudToken?(context: Context, audience: string): Promise<string>;
  /** The line that makes a message stand out on the run's page. */
  notice(level: "warning" | "error", message: string): string;
  /** Adds Markdown to the run's page. */
  summarize?(context: Context, markdownFile: string): void;
  /** Hands a value to later steps of the job. */
  setOutput?(context: Context, name: string, value: string): void;
  /** The run's page. */
  runUrl?(context: Context): string;
  /** Where people are asked to do something; left out where the job may not. */
  tickets?(context: Context): Tickets | undefined;
}

/** Whom a job acts as. */
export interface Identity {
  readonly tenantId: string;
  readonly clientId: string;
}
