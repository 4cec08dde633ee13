import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { createEngineStack, type EngineStack } from "../../workbench/engine/engineStack";
import type { Engine } from "../../workbench/engine/findEngine";
import { registerApi, startSandbox, type Sandbox } from "../../packages/entra-sandbox";
import type { Context } from "../../entra/context";
import { processContext } from "../../entra/processContext";
import { doctor } from "../../cli/doctor/doctor";
import { temporaryFolder } from "../temporaryFolder";

/** A line of `icertis-access doctor --json`. */
export interface DoctorFinding {
  readonly code: string;
  readonly what: string;
}

/** A stack `dev` with a sandbox of its own, for a run in which something goes wrong. */
export interface FaultyStack {
  readonly sandbox: Sandbox;
  readonly dev: EngineStack;
  /** Moves Entra's clock and the program's. */
  at(instant: string): void;
  /** What the doctor finds; with `fix` what is left after it has put right what it may. */
  doctor(fix?: boolean | "restore"): Promise<DoctorFinding[]>;
  /** Fails unless the published secret gets a token. */
  assertSecretWorks(): Promise<void>;
  /** Fails unless Entra ID holds exactly what the state declares, and the published secret gets a token. */
  assertWhole(): Promise<void>;
  /** Registers the application by hand, as in the portal, and has the stack adopt it. */
  adoptFromPortal(): Promise<void>;
  /** A folder with all there is of stack and tenant, for {@link newFaultyStack} to start from. */
  save(folder: string): void;
  remove(): Promise<void>;
}

const project = join(__dirname, "..", "..");

/** When a run begins, and on what. */
export interface FaultyRun {
  /** When the stack was made, or saved. */
  readonly from: string;
  readonly at: string;
  /** A folder that `save` has filled. */
  readonly saved?: string;
}

/** @param saved - a folder that `save` has filled; without it stack and tenant are new */
export async function newFaultyStack(engine: Engine, instant: string, saved?: string): Promise<FaultyStack> {
  const stateFile = join(temporaryFolder(), "tenant.json");
  if (saved !== undefined) cpSync(join(saved, "tenant.json"), stateFile);
  const roles = ["Application.ReadWrite.OwnedBy", "DelegatedPermissionGrant.ReadWrite.All"];
  const sandbox = await startSandbox({ now: new Date(instant), stateFile, identities: [{ roles }] });
  const dev = await createEngineStack(engine, { name: "dev", environment: sandbox.environment, project });
  if (saved !== undefined) {
    cpSync(join(saved, "Pulumi.dev.yaml"), join(dev.folder, "Pulumi.dev.yaml"));
    cpSync(join(saved, "state"), dev.stateFolder, { recursive: true });
  }
  const at = (next: string) => {
    sandbox.clock.set(new Date(next));
    dev.setNow(next);
  };
  at(instant);
  const foreign: string[] = [];
  const examine = (fix: boolean | "restore" = false) => examined(sandbox, dev, fix);
  const assertSecretWorks = async () => {
    assert.equal(await publishedSecretStatus(sandbox, dev), 200, "the published secret gets a token");
  };
  return {
    sandbox,
    dev,
    at,
    doctor: examine,
    assertSecretWorks,
    assertWhole: async () => {
      // In an adopted application no secret is known to be of an interrupted run: the doctor shows it, and leaves it.
      const findings = (await examine()).filter(({ code }) => foreign.length === 0 || code !== "secret-foreign");
      assert.deepEqual(findings, []);
      await assertOneOfEach(sandbox, dev, foreign);
      await assertSecretWorks();
    },
    async adoptFromPortal() {
      const displayName = "ICM API (Dev)";
      const redirectUris = ["https://cloud.uipath.com/provisioning_/callback", "http://localhost:8400/callback"];
      const { id, keyId } = await registerApi(sandbox, { displayName, web: { redirectUris } });
      foreign.push(keyId);
      dev.configure({ adopt: { applicationObjectId: id } });
    },
    save(target) {
      cpSync(stateFile, join(target, "tenant.json"));
      cpSync(join(dev.folder, "Pulumi.dev.yaml"), join(target, "Pulumi.dev.yaml"));
      cpSync(dev.stateFolder, join(target, "state"), { recursive: true });
    },
    async remove() {
      dev.remove();
      await sandbox.close();
    },
  };
}

/** Runs `icertis-access doctor --stack dev`, as in the folder of the stack. */
async function examined(
  sandbox: Sandbox,
  { folder, environment }: EngineStack,
  fix: boolean | "restore",
): Promise<DoctorFinding[]> {
  let written = "";
  const context: Context = {
    ...processContext({ ...process.env, ...environment }, folder),
    now: () => sandbox.clock.now().getTime(),
    fetch: sandbox.fetch,
    out: (text) => (written += text),
    note: () => undefined,
  };
  const fixes = { fix: fix !== false, restore: fix === "restore", forget: false };
  await doctor({ json: true, stack: "dev", project: ".", yes: true, ...fixes }, context);
  return (JSON.parse(written) as { findings: DoctorFinding[] }).findings;
}

interface State {
  readonly resources: readonly { readonly type: string; readonly outputs: Readonly<Record<string, string>> }[];
}

/** @param foreign - key ids of secrets that others made */
async function assertOneOfEach({ directory }: Sandbox, dev: EngineStack, foreign: readonly string[]): Promise<void> {
  const { resources } = (await dev.stack.exportStack()).deployment as State;
  const stated = (type: string, property: string) =>
    resources.filter((resource) => resource.type.endsWith(`:${type}`)).map(({ outputs }) => outputs[property]);
  const applications = directory.applications.allNewest();
  const same = (found: readonly unknown[], declared: readonly unknown[], what: string) => {
    assert.deepEqual([...found].sort(), [...declared].sort(), what);
  };
  const ids = applications.map(({ id }) => id);
  same(ids, stated("Application", "objectId"), "applications");
  const appIds = new Set(applications.map(({ appId }) => appId));
  const principals = directory.servicePrincipals.allNewest().filter(({ appId }) => appIds.has(appId));
  const principalIds = principals.map(({ id }) => id);
  same(principalIds, stated("ServicePrincipal", "objectId"), "service principals");
  const keyIds = applications.flatMap(({ passwordCredentials }) => passwordCredentials.map(({ keyId }) => keyId));
  const own = stated("ApplicationPassword", "keyId");
  if (foreign.length === 0) same(keyIds, own, "client secrets");
  else
    assert.ok(
      [...own, ...foreign].every((keyId) => keyIds.includes(keyId ?? "")),
      "client secrets",
    );
  const unfinished = principals.filter(({ description }) => String(description).startsWith("TERRAFORM_UPDATE_"));
  assert.deepEqual(unfinished, [], "service principals that the provider has not finished");
  const preAuthorized = applications.flatMap(({ api }) => api.preAuthorizedApplications.map(({ appId }) => appId));
  same(preAuthorized, stated("ApplicationPreAuthorized", "authorizedClientId"), "pre-authorized clients");
  const uris = applications.flatMap(({ identifierUris }) => identifierUris);
  same(uris, stated("ApplicationIdentifierUri", "identifierUri"), "App ID URIs");

  const outputs = await dev.stack.outputs();
  assert.ok(appIds.has(outputs["clientId"]?.value as string));
  assert.ok(keyIds.includes(outputs["clientSecretKeyId"]?.value as string));
}

async function publishedSecretStatus({ fetch, tenantId }: Sandbox, dev: EngineStack): Promise<number> {
  const outputs = await dev.stack.outputs();
  const clientId = outputs["clientId"]?.value as string;
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: outputs["clientSecret"]?.value as string,
    scope: `${clientId}/.default`,
  });
  return (await fetch(`/${tenantId}/oauth2/v2.0/token`, { method: "POST", body: form.toString() })).status;
}
