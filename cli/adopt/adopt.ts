import { isGuid } from "../../model/guid";
import { connectGraph, filterText } from "../../entra/graphClient";
import {
  type GraphApplication,
  graphApplication,
  type RegistrationParts,
  registrationParts,
} from "../../entra/directoryObjects";
import { UserError } from "../../entra/userError";
import { exitCode } from "../exitCode";
import type { Context } from "../../entra/context";
import type { CommonOptions } from "../verb";
import { adoptionConfig } from "./adoptionConfig";
import { adoptionWarnings } from "./adoptionWarnings";

interface AdoptOptions extends CommonOptions {
  readonly clientId?: string;
  readonly name?: string;
  readonly tenant?: string;
  readonly stack?: string;
  readonly project: string;
  readonly dryRun: boolean;
}

/** A registration as Entra ID has it, with what belongs to it. */
export interface Registration extends RegistrationParts {
  readonly application: GraphApplication;
  /** The identity that asks, which is to deploy. */
  readonly callerId: string;
}

/** Prints, or writes, the configuration that makes a stack take over an application made in the portal. */
export async function adopt(options: AdoptOptions, context: Context): Promise<number> {
  const tenant = options.tenant ?? context.environment["ARM_TENANT_ID"];
  if (!tenant)
    throw new UserError("tenant-missing", "no tenant is named", "give it with --tenant ID, or set ARM_TENANT_ID");
  const filter = filterOf(options);
  const graph = await connectGraph(tenant, context);
  const found = await graph.list(`/applications?$filter=${filter}`, graphApplication);
  const application = onlyOne(found, options, tenant);
  const registration = { application, ...(await registrationParts(application, graph)), callerId: graph.callerId };
  const warnings = adoptionWarnings(registration, context.now());
  const config = adoptionConfig(registration, context.now());
  if (options.json) {
    context.out(`${JSON.stringify({ config: config.values, warnings }, null, 2)}\n`);
    return exitCode.ok;
  }
  for (const warning of warnings) context.note(`note: ${warning}`);
  const { stack, project, dryRun } = options;
  if (stack !== undefined) {
    const { writeAdoption } = await import("./writeAdoption");
    return writeAdoption(config.values, { stack, project, dryRun }, context);
  }
  context.out(config.text);
  context.note(
    "write it with --stack NAME, or paste this into Pulumi.STACK.yaml, then read `pulumi preview --diff` before `pulumi up`",
  );
  return exitCode.ok;
}

function filterOf({ clientId, name }: AdoptOptions): string {
  if ((clientId === undefined) === (name === undefined)) {
    throw new UserError(
      "registration-missing",
      "no registration is named",
      "give --client-id ID or --name NAME, one of them",
    );
  }
  if (clientId === undefined) return `displayName%20eq%20${filterText(name ?? "")}`;
  if (!isGuid(clientId)) {
    throw new UserError(
      "client-id-invalid",
      `--client-id ${clientId} is no GUID`,
      "copy the Application (client) ID from the portal, or give --name",
    );
  }
  return `appId%20eq%20${filterText(clientId)}`;
}

function onlyOne(found: readonly GraphApplication[], options: AdoptOptions, tenant: string): GraphApplication {
  const [application, ...more] = found;
  const asked =
    options.clientId === undefined ? `the name ${JSON.stringify(options.name)}` : `the client id ${options.clientId}`;
  if (!application) {
    throw new UserError(
      "registration-unknown",
      `tenant ${tenant} has no registration with ${asked}`,
      "check it under App registrations, All applications",
    );
  }
  if (more.length === 0) return application;
  const list = found.map(
    ({ appId, createdDateTime }) => `  --client-id ${appId}   # made ${createdDateTime ?? "at an unknown time"}`,
  );
  throw new UserError(
    "registration-ambiguous",
    [`tenant ${tenant} has ${found.length} registrations with ${asked}; choose one:`, ...list].join("\n"),
  );
}
