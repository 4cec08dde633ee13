import { parse } from "yaml";
import { type ExportedState, ownersIn } from "./redactedState";

/** Texts before and after: one in the other's place, and back again in what is shown. */
export interface StandIn {
  readonly there: (text: string) => string;
  readonly back: (text: string) => string;
}

/**
 * The program has the identity it runs as among the owners, and would show, or refuse, the previewing one. So that
 * stands in for a deploying identity, in the state and in the stack's file alike, and the preview is about neither.
 *
 * @param reader - object id of the identity that previews; nothing is done where it is unknown
 */
export function standIn(state: ExportedState | undefined, stackFile: string, reader: string | undefined): StandIn {
  const deployed = state === undefined ? [] : ownersIn(state);
  const configured = configuredOwners(stackFile);
  // One that stays, where there is: another may be leaving with this very change.
  const deployer = deployed.find((owner) => configured.includes(owner)) ?? deployed[0] ?? configured[0];
  if (reader === undefined || deployer === undefined || configured.includes(reader)) {
    return { there: (text) => text, back: (text) => text };
  }
  return {
    there: (text) => text.replaceAll(deployer, reader),
    back: (text) => text.replaceAll(reader, deployer),
  };
}

function configuredOwners(stackFile: string): readonly string[] {
  const { config } = (parse(stackFile) ?? {}) as { readonly config?: Readonly<Record<string, unknown>> | null };
  const owners = config?.["icertis-access:owners"];
  return Array.isArray(owners) ? owners.filter((owner) => typeof owner === "string") : [];
}
