import assert from "node:assert/strict";
import { stackConfig } from "../../workbench/engine/stackConfig";
import { rules } from "../../policy/rules";
import { runAt, runIndex } from "../recordedRun";
import { violationsOf, type ShownResource } from "./analyzed";

// The pack looks at the machine's clock, so the schedule starts today.
const today = new Date().toISOString().slice(0, 10);
const rotation = { firstIssued: today, lifetimeDays: 365, overlapDays: 60, description: "secret" };

/** What each rule finds in this project's own resources, as they were registered, with their marks of secrets. */
async function foundIn(settings: Record<string, unknown>, secretKeys: string[] = []): Promise<string[]> {
  const config = stackConfig("prod", { rotation, ...settings });
  const run = await runAt(today, () => runIndex({ stack: "prod", config, secretKeys }));
  const resources = run.registrations.map(({ type, name, inputs: props }): ShownResource => ({
    type,
    name,
    props,
    from: applicationOf(type, name),
  }));
  assert.ok(resources.length > 0);
  const found: string[] = [];
  for (const rule of rules) {
    for (const { urn, message } of await violationsOf(rule, resources)) found.push(`${rule.name}: ${urn}: ${message}`);
  }
  return found;
}

/** Mocks tell nothing of dependencies; of ours only the App ID URI has one that a rule follows. */
function applicationOf(type: string, name: string): ShownResource["from"] {
  const isUri = type.endsWith(":ApplicationIdentifierUri");
  return isUri ? { applicationId: [name.replace("-identifier-uri", "-app")] } : {};
}

describe("policy pack on this project's own stack", () => {
  const vault = { resourceGroup: "rg", readers: [{ objectId: "0b100000-0000-4000-8000-00000000000a" }] };

  it("finds nothing in a new stack with a vault", async () => {
    assert.deepEqual(await foundIn({ vault }), []);
  });

  it("finds nothing where client and API are two registrations", async () => {
    assert.deepEqual(await foundIn({ clientApplication: "separate", adminConsent: true }), []);
  });

  it("finds nothing in the API-key mode", async () => {
    const settings = { authentication: "apiKey", instance: "acme", apiKey: "key-of-a-user", rotation: {}, vault };
    assert.deepEqual(await foundIn(settings, ["icertis-access:apiKey"]), []);
  });

  it("finds a vault that was opened on purpose, unless it is told to allow it", async () => {
    const [found, ...others] = await foundIn({ vault: { ...vault, publicNetworkAccess: true } });
    assert.match(found ?? "", /^hardened-vault: .*: properties\.publicNetworkAccess must be Disabled/);
    assert.deepEqual(others, []);
  });
});
