import { setTimeout } from "node:timers/promises";
import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../entra/userError";
import { formerApplication, type RegistrationRole } from "../model/formerApplication";
import { formatProblems, type Problem } from "../model/problem";
import { missingFrom } from "../model/propertyDrift";
import { fullStackName } from "./stackName";
import {
  applicationProblems,
  type Properties,
  servicePrincipalProblems,
  setting,
  takeoverProblems,
} from "./writtenOver";

/** What the guards of a registration have to know. */
export interface GuardedRegistration {
  /** Which of the stack's applications it is. */
  readonly role: RegistrationRole;
  /** Whether users sign in through this service principal, so that `assignmentRequired` is about it. */
  readonly signsIn: boolean;
  /** Whether nobody is removed from the owners: the configuration lists none, or the registration is being adopted. */
  readonly keepsOwners: boolean;
  /** Whether it is being adopted: what it has been given was then not this program's decision. */
  readonly adopted: boolean;
}

type Check = (args: pulumi.ResourceHookArgs) => Promise<void>;

/** What is checked before a registration's resources are created or updated; each throws a `UserError`. */
export type RegistrationChecks = Readonly<
  Record<"applicationCreation" | "applicationUpdate" | "servicePrincipalCreation" | "servicePrincipalUpdate", Check>
>;

export function registrationChecks(registration: GuardedRegistration, parent: pulumi.Resource): RegistrationChecks {
  return {
    async applicationCreation({ newInputs }) {
      await assertFirstApplication(registration.role, parent);
      await assertKnownOwners(ownersOf(newInputs), [], parent);
    },
    async applicationUpdate({ name, newInputs = {}, oldInputs = {}, oldOutputs = {} }) {
      assertNoEviction(registration, ownersOf(oldInputs), ownersOf(newInputs));
      await assertKnownOwners(ownersOf(newInputs), ownersOf(oldInputs), parent);
      throwProblems(name, previewed() ? [] : await applicationProblems({ newInputs, oldInputs, oldOutputs }, parent));
    },
    async servicePrincipalCreation({ name, newInputs = {} }) {
      throwProblems(name, await takeoverProblems(newInputs, parent));
    },
    async servicePrincipalUpdate({ name, newInputs = {}, oldInputs = {}, oldOutputs = {} }) {
      assertNoEviction(registration, ownersOf(oldInputs), ownersOf(newInputs));
      throwProblems(name, await servicePrincipalProblems(registration, { newInputs, oldInputs, oldOutputs }, parent));
    },
  };
}

/**
 * Whether this is the second half of a `pulumi up` whose preview has asked already. The Automation API's `up` skips
 * the preview; so does `--skip-preview`, which cannot be seen here.
 */
function previewed(): boolean {
  return !pulumi.runtime.isDryRun() && process.env["PULUMI_AUTOMATION_API"] === undefined;
}

/** A second application gets another client id, and loses every consent. */
async function assertFirstApplication(role: RegistrationRole, parent: pulumi.Resource): Promise<void> {
  const former = formerApplication(await ownOutputs(parent), role);
  if (former === undefined) return;
  throw new UserError(
    "application-lost",
    `stack ${pulumi.getStack()} has had the application ${former.objectId} with the client id ${former.clientId}, which Icertis and UiPath hold, and this run would make another one; nothing was changed`,
    `run \`npx icertis-access doctor --stack ${pulumi.getStack()}\`, which says whether the old one can be restored; to begin anew on purpose, run it with --forget`,
  );
}

/**
 * The outputs of this stack's last run. While an update writes the state, a file backend may hand out half of it; in a
 * preview nothing is written. A stack whose outputs cannot be read is taken for a new one.
 */
async function ownOutputs(parent: pulumi.Resource, attempts = 5): Promise<Properties> {
  const name = fullStackName();
  try {
    const answer: unknown = await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name }, { parent });
    return (answer as { readonly outputs?: Properties }).outputs ?? {};
  } catch (error) {
    if (attempts > 1) {
      await setTimeout(200);
      return ownOutputs(parent, attempts - 1);
    }
    void pulumi.log.warn(`whether this stack has had an application before is unknown: ${String(error)}`, parent);
    return {};
  }
}

/**
 * Owners that Entra ID would not accept: it answers with an error that reads like a slow replication. A single owner
 * is the identity that deploys.
 */
async function assertKnownOwners(
  owners: readonly string[],
  known: readonly string[],
  parent: pulumi.Resource,
): Promise<void> {
  const fresh = owners.length === 1 ? [] : missingFrom(owners, known);
  const types = await Promise.all(fresh.map((owner) => directoryType(owner, parent)));
  const problems = fresh.flatMap((owner, index): Problem[] => {
    const type = types[index];
    if (type === undefined || /^(User|ServicePrincipal)$/i.test(type)) return [];
    const is = type === "none" ? "is no user or service principal of this tenant" : `is the object id of a ${type}`;
    const message = `${is}, and only users and service principals own applications; look the id up with \`az ad user show --id NAME --query id\` or \`az ad sp show --id CLIENT_ID --query id\``;
    return [{ key: setting("owners"), got: owner, message }];
  });
  if (problems.length > 0)
    throw guardError("owner-unknown", "there are owners that Entra ID does not accept", problems);
}

/** The type of an object, "none" where there is no such object, `undefined` where this identity may not ask. */
async function directoryType(objectId: string, parent: pulumi.Resource): Promise<string | undefined> {
  return azuread.getDirectoryObject({ objectId }, { parent }).then(
    ({ type }) => type,
    (error: unknown) => (/was not found/.test(String(error)) ? "none" : undefined),
  );
}

/** Owners are set exactly. Who deploys with `owners: []` would become the only one, and lock out who did so before. */
function assertNoEviction(
  { keepsOwners }: GuardedRegistration,
  before: readonly string[],
  after: readonly string[],
): void {
  const evicted = keepsOwners ? missingFrom(before, after) : [];
  if (evicted.length === 0) return;
  throw new UserError(
    "owners-evicted",
    `this run would remove ${evicted.join(", ")} from the owners, which the configuration does not list, and an identity with Application.ReadWrite.OwnedBy could then change nothing any more; nothing was changed`,
    `list everybody who is to stay, for example ${setting("owners")}: ${JSON.stringify([...evicted, ...after])}`,
  );
}

function throwProblems(name: string, problems: readonly Problem[]): void {
  if (problems.length > 0)
    throw guardError("update-loses", `the update of ${name} would lose what Entra ID has`, problems);
}

function guardError(code: string, what: string, problems: readonly Problem[]): UserError {
  return new UserError(code, `${what}; nothing was changed:\n${formatProblems(problems)}`);
}

function ownersOf(properties: Properties | undefined): readonly string[] {
  const owners = properties?.["owners"];
  return Array.isArray(owners) ? owners.filter((owner): owner is string => typeof owner === "string") : [];
}
