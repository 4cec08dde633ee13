import * as path from "node:path";
import { withEnvironment } from "../workbench/engine/environment";
import { runOnFake, type FakeRun } from "../workbench/engine/fakeRuntime";

export { valueOf, type Registration } from "../workbench/engine/fakeRuntime";

/** One hook the program registered. */
export interface RegisteredHook {
  readonly name: string;
  readonly onDryRun: boolean;
}

/** What a program did under mocks. */
export interface RecordedRun<T> extends Pick<FakeRun<T>, "result" | "registrations" | "calls" | "registeredOutputs"> {
  readonly hooks: readonly RegisteredHook[];
  /** Names of the hooks that are called with a provider's error. */
  readonly errorHooks: readonly string[];
}

/** How a mocked run differs from the usual one. */
export interface RunOptions {
  readonly stack?: string;
  readonly preview?: boolean;
  readonly config?: Record<string, string>;
  readonly secretKeys?: string[];
  /** Answers to provider functions in place of the usual ones, by token. */
  readonly answers?: Record<string, Answer>;
  /** Computed properties in place of the usual ones, by resource name. */
  readonly state?: Record<string, Record<string, unknown>>;
}

export const tenantId = "72f988bf-86f1-41af-91ab-2d7cd011db47";
export const deployerId = "d0d0d0d0-0000-4000-8000-000000000001";
export const clientId = "c11e0000-0000-4000-8000-000000000001";
export const objectId = "0b1ec700-0000-4000-8000-000000000001";
export const servicePrincipalId = "5e121ce0-0000-4000-8000-000000000001";

const graphPrincipalId = "9a900000-0000-4000-8000-000000000001";
export const subscriptionId = "50b5c000-0000-4000-8000-000000000001";
export const vaultGroup = `/subscriptions/${subscriptionId}/resourceGroups/rg`;

/** What each provider computes; a type that is not listed is an error. */
const computed: Record<string, (name: string, count: number) => { id: string; state: Record<string, unknown> }> = {
  "azuread:index/application:Application": () => ({ id: `/applications/${objectId}`, state: { clientId, objectId } }),
  "azuread:index/applicationIdentifierUri:ApplicationIdentifierUri": () => ({
    id: `/applications/${objectId}/identifierUris/YXBp`,
    state: {},
  }),
  "azuread:index/servicePrincipal:ServicePrincipal": () => ({
    id: `/servicePrincipals/${servicePrincipalId}`,
    state: { objectId: servicePrincipalId },
  }),
  "azuread:index/applicationPassword:ApplicationPassword": (name) => ({
    id: `${objectId}/password/${name}`,
    state: { keyId: `key-of-${name}`, value: `value-of-${name}`, startDate: "2026-11-23T00:00:00Z" },
  }),
  "azuread:index/applicationPreAuthorized:ApplicationPreAuthorized": (name) => ({ id: name, state: {} }),
  "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant": (name) => ({
    id: name,
    state: {},
  }),
  "azure-native:keyvault:Vault": (name) => ({
    id: `${vaultGroup}/providers/Microsoft.KeyVault/vaults/${name}`,
    state: { name },
  }),
  "azure-native:keyvault:Secret": (name) => ({
    id: name,
    state: { properties: { secretUri: `https://vault.example/secrets/${name}` } },
  }),
  "azure-native:authorization:RoleAssignment": (name) => ({ id: name, state: {} }),
  "random:index/randomString:RandomString": () => ({ id: "abc123", state: { result: "abc123" } }),
  "random:index/randomUuid:RandomUuid": (_, count) => {
    const result = `00000000-0000-4000-8000-${String(count).padStart(12, "0")}`;
    return { id: result, state: { result } };
  },
};

type Answer = (inputs: Record<string, unknown>) => Record<string, unknown>;

/** What provider functions answer; one that is not listed is an error. */
const answers: Record<string, Answer> = {
  "azuread:index/getClientConfig:getClientConfig": () => ({ tenantId, objectId: deployerId, clientId: "d1", id: "x" }),
  "azuread:index/getServicePrincipal:getServicePrincipal": () => ({ objectId: graphPrincipalId, id: "x" }),
  "pulumi:pulumi:readStackResourceOutputs": () => ({ outputs: {} }),
  "azure-native:authorization:getClientConfig": () => ({ subscriptionId, tenantId, clientId: "d1", objectId: "d1" }),
};

/** Runs a program on the fake runtime and records all it registers; unknown types and calls throw. */
export async function recordedRun<T>(program: () => Promise<T> | T, options: RunOptions = {}): Promise<RecordedRun<T>> {
  const uuids = new Map<string, number>();
  const run = await runOnFake(program, {
    ...options,
    project: "icertis-access",
    stack: options.stack ?? "dev",
    organization: "acme",
    newResource: ({ type, name, inputs, custom }) => {
      const given = inputs as Record<string, unknown>;
      if (!custom) return { id: undefined, state: given };
      const provider = computed[type];
      if (!provider) throw new Error(`no mock for resource type ${type}`);
      if (!uuids.has(name)) uuids.set(name, uuids.size + 1);
      const { id, state } = provider(name, uuids.get(name) ?? 0);
      return { id, state: { ...given, ...state, ...options.state?.[name] } };
    },
    call: ({ token, inputs }) => {
      const answer = options.answers?.[token] ?? answers[token];
      if (!answer) throw new Error(`no mock for call ${token}`);
      return answer(inputs as Record<string, unknown>);
    },
  });
  const hooks = [...run.hooks.values()].map(({ name, opts }) => ({ name, onDryRun: opts?.onDryRun ?? false }));
  return { ...run, hooks, errorHooks: [...run.errorHooks.keys()] };
}

/** Runs something at a virtual instant, as `ICERTIS_ACCESS_NOW` and a metadata host on this machine let it. */
export async function runAt<T>(instant: string, run: () => Promise<T>): Promise<T> {
  return withEnvironment({ ICERTIS_ACCESS_NOW: instant, ARM_METADATA_HOSTNAME: "localhost:8443" }, run);
}

/** Runs `index.ts` afresh, as the engine does. */
export function runIndex(options: RunOptions): Promise<RecordedRun<Record<string, unknown>>> {
  const file = path.join(__dirname, "..", "index.ts");
  return recordedRun(() => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the program is a module the engine requires
    const program = require(file) as () => Promise<Record<string, unknown>>;
    return program();
  }, options);
}
