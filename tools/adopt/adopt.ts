import { isGuid } from "../../model/guid";
import { connectGraph, filterText, type Graph } from "../graph/graphClient";
import type { GraphApplication, GraphOwner, GraphServicePrincipal } from "../graph/directoryObjects";
import { exitCode, Refusal } from "../refusal";
import type { Surroundings } from "../surroundings";
import type { CommonOptions } from "../verb";
import { adoptionConfig } from "./adoptionConfig";
import { adoptionWarnings } from "./adoptionWarnings";

export interface AdoptOptions extends CommonOptions {
  readonly clientId?: string;
  readonly name?: string;
  readonly tenant?: string;
}

/** A registration as Entra ID has it, with what belongs to it. */
export interface Registration {
  readonly application: GraphApplication;
  readonly servicePrincipal: GraphServicePrincipal | undefined;
  readonly owners: readonly GraphOwner[];
  /** The identity that asks, which is to deploy. */
  readonly callerId: string;
}

/** Prints the configuration that makes a stack take over an application made in the portal. */
export async function adopt(options: AdoptOptions, surroundings: Surroundings): Promise<number> {
  const tenant = options.tenant ?? surroundings.environment["ARM_TENANT_ID"];
  if (!tenant) throw new Refusal("which tenant? give it with --tenant ID, or set ARM_TENANT_ID");
  const filter = filterOf(options);
  const graph = await connectGraph(tenant, surroundings);
  const found = await graph.list<GraphApplication>(`/applications?$filter=${filter}`);
  const registration = await registrationOf(onlyOne(found, options, tenant), graph);
  const warnings = adoptionWarnings(registration, surroundings.now());
  const config = adoptionConfig(registration, surroundings.now());
  if (options.json) {
    surroundings.out(`${JSON.stringify({ config: config.values, warnings }, null, 2)}\n`);
    return exitCode.ok;
  }
  surroundings.out(config.text);
  for (const warning of warnings) surroundings.note(`note: ${warning}`);
  surroundings.note("paste this into Pulumi.STACK.yaml, then read `pulumi preview --diff` before `pulumi up`");
  return exitCode.ok;
}

function filterOf({ clientId, name }: AdoptOptions): string {
  if ((clientId === undefined) === (name === undefined)) {
    throw new Refusal("which registration? give --client-id ID or --name NAME, one of them");
  }
  if (clientId === undefined) return `displayName%20eq%20${filterText(name ?? "")}`;
  if (!isGuid(clientId)) {
    throw new Refusal(
      `--client-id ${clientId} is no GUID; copy the Application (client) ID from the portal, or give --name`,
    );
  }
  return `appId%20eq%20${filterText(clientId)}`;
}

function onlyOne(found: readonly GraphApplication[], options: AdoptOptions, tenant: string): GraphApplication {
  const [application, ...more] = found;
  const asked =
    options.clientId === undefined ? `the name ${JSON.stringify(options.name)}` : `the client id ${options.clientId}`;
  if (!application) {
    throw new Refusal(
      `tenant ${tenant} has no registration with ${asked}; check it under App registrations, All applications`,
    );
  }
  if (more.length === 0) return application;
  const list = found.map(
    ({ appId, createdDateTime }) => `  --client-id ${appId}   # made ${createdDateTime ?? "at an unknown time"}`,
  );
  throw new Refusal(
    [`tenant ${tenant} has ${found.length} registrations with ${asked}; choose one:`, ...list].join("\n"),
  );
}

async function registrationOf(application: GraphApplication, graph: Graph): Promise<Registration> {
  const principals = await graph.list<GraphServicePrincipal>(
    `/servicePrincipals?$filter=appId%20eq%20${filterText(application.appId)}`,
  );
  const owners = await graph.list<GraphOwner>(`/applications/${application.id}/owners?$select=id,displayName`);
  return { application, servicePrincipal: principals[0], owners, callerId: graph.callerId };
}
