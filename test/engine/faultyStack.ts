import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngineStack, type EngineStack } from "../../workbench/engine/engineStack";
import type { Engine } from "../../workbench/engine/findEngine";
import { startSandbox, type Sandbox } from "../../packages/entra-sandbox";
import type { Context } from "../../entra/context";
import { processContext } from "../../entra/processContext";
import { doctor } from "../../cli/doctor/doctor";

/** A line of `icertis-access doctor --json`. */
export interface DoctorFinding {
  readonly what: string;
}

/** A stack `dev` with a sandbox of its own, for a run in which something goes wrong. */
export interface FaultyStack {
  readonly sandbox: Sandbox;
  readonly dev: EngineStack;
  /** Moves Entra's clock and the program's. */
  at(instant: string): void;
  /** What the doctor finds; with `fix` it also puts it right. */
  doctor(fix?: boolean): Promise<DoctorFinding[]>;
  /** Fails unless the published secret gets a token. */
  assertSecretWorks(): Promise<void>;
  /** Fails unless Entra ID holds exactly what the state declares, and the published secret gets a token. */
  assertWhole(): Promise<void>;
  /** A folder with all there is of stack and tenant, for {@link newFaultyStack} to start from. */
  save(folder: string): void;
  remove(): Promise<void>;
}

const project = join(__dirname, "..", "..");

/** @param saved - a folder that `save` has filled; without it stack and tenant are new */
export async function newFaultyStack(engine: Engine, instant: string, saved?: string): Promise<FaultyStack> {
  const folder = mkdtempSync(join(tmpdir(), "icertis-access-faulty-"));
  const stateFile = join(folder, "tenant.json");
  if (saved !== undefined) cpSync(join(saved, "tenant.json"), stateFile);
  const sandbox = await startSandbox({ now: new Date(instant), stateFile });
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
  const examine = (fix = false) => examined(sandbox, dev, fix);
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
      assert.deepEqual(await examine(), []);
      await assertOneOfEach(sandbox, dev);
      await assertSecretWorks();
    },
    save(target) {
      cpSync(stateFile, join(target, "tenant.json"));
      cpSync(join(dev.folder, "Pulumi.dev.yaml"), join(target, "Pulumi.dev.yaml"));
      cpSync(dev.stateFolder, join(target, "state"), { recursive: true });
    },
    async remove() {
      dev.remove();
      await sandbox.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Runs `icertis-access doctor --stack dev`, as in the folder of the stack. */
async function examined(
  sandbox: Sandbox,
  { folder, environment }: EngineStack,
  fix: boolean,
): Promise<DoctorFinding[]> {
  let written = "";
  const context: Context = {
    ...processContext({ ...process.env, ...environment }, folder),
    now: () => sandbox.clock.now().getTime(),
    fetch: sandbox.fetch,
    out: (text) => (written += text),
    note: () => undefined,
  };
  await doctor({ json: true, stack: "dev", project: ".", fix, yes: true }, context);
  return (JSON.parse(written) as { findings: DoctorFinding[] }).findings;
}

interface State {
  readonly resources: readonly { readonly type: string; readonly outputs: Readonly<Record<string, string>> }[];
}

async function assertOneOfEach({ directory }: Sandbox, dev: EngineStack): Promise<void> {
  const { resources } = (await dev.stack.exportStack()).deployment as State;
  const stated = (type: string, property: string) =>
    resources.filter((resource) => resource.type.endsWith(`:${type}`)).map(({ outputs }) => outputs[property]);
  const [application, ...others] = directory.applications.allNewest();
  assert.ok(application);
  assert.deepEqual(others, []);
  const { id, appId, displayName, identifierUris, passwordCredentials } = application;
  assert.deepEqual([displayName, identifierUris], ["ICM API (Dev)", [`api://${appId}`]]);
  assert.deepEqual(stated("Application", "objectId"), [id]);
  const principals = directory.servicePrincipals.allNewest().filter((principal) => principal.appId === appId);
  assert.deepEqual(
    stated("ServicePrincipal", "objectId"),
    principals.map((principal) => principal.id),
  );
  const keyIds = passwordCredentials.map(({ keyId }) => keyId);
  assert.deepEqual(stated("ApplicationPassword", "keyId").sort(), keyIds.sort());

  const outputs = await dev.stack.outputs();
  assert.equal(outputs["clientId"]?.value, appId);
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
