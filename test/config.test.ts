import assert from "node:assert/strict";
import { configOf, keysOf, problemsOf } from "./configOf";

const variable = "environment variable ICERTIS_ACCESS_NOW";
const cloudKey = ["icertis-access:cloud"];

describe("readConfig", () => {
  it("reads a stack's settings, the defaults of Pulumi.yaml merged, and the instant to the second", async () => {
    const rotation = { firstIssued: "2026-11-23 00:00:00 +0000 UTC", overlapDays: 30 };
    const { settings, now } = await configOf({ displayName: "ICM API (Dev)", rotation });
    assert.ok(settings.authentication === "oauth");
    assert.deepEqual([settings.displayName, settings.cloud, settings.owners], ["ICM API (Dev)", "public", []]);
    assert.deepEqual(settings.rotation, {
      firstIssued: Date.UTC(2026, 10, 23),
      lifetimeDays: 365,
      overlapDays: 30,
      description: "ICM API secret which will be used for Access Tokens",
      keep: [],
      allowRevocationUntil: 0,
    });
    assert.equal(now, Date.UTC(2026, 10, 23, 9, 15, 30));
  });

  it("leaves other namespaces alone", async () => {
    await configOf({ "azuread:tenantId": "t", "icertis:displayname": "x", "icertis-access-2:foo": "bar" });
  });

  it("names every problem at once, with its key as the stack's file has it", async () => {
    const keys = await keysOf(
      { cloud: "moon", displayname: "x", redirectUris: ["http://contoso.com"] },
      { environment: { ICERTIS_ACCESS_NOW: "soon" } },
    );
    assert.deepEqual(keys, [
      variable,
      "icertis-access:redirectUris[0]",
      "icertis-access:cloud",
      "icertis-access:displayname",
    ]);
  });
});

describe("ICERTIS_ACCESS_NOW", () => {
  const instant = "2027-09-24T00:00:00Z";
  const at = (host: string, now = instant) => ({
    environment: { ICERTIS_ACCESS_NOW: now, ARM_METADATA_HOSTNAME: host },
  });

  for (const host of ["localhost", "localhost:8443", "127.0.0.1:8443", "[::1]:8443"]) {
    it(`is the instant of the run where the provider's metadata host is ${host}`, async () => {
      const { now, metadataHost } = await configOf({}, at(host));
      assert.deepEqual([now, metadataHost], [Date.parse(instant), host]);
      const byConfiguration = await configOf({ "azuread:metadataHost": host }, at(""));
      assert.equal(byConfiguration.now, Date.parse(instant));
    });
  }

  for (const host of ["", "login.microsoftonline.com", "localhost.contoso.com", "127.0.0.1.nip.io", "localhost:1/x"]) {
    it(`is refused where the metadata host is ${JSON.stringify(host)}`, async () => {
      assert.deepEqual(await keysOf({}, at(host)), [variable]);
    });
  }

  it("is refused where it is no instant, or the configuration points the provider elsewhere", async () => {
    assert.deepEqual(await keysOf({}, at("localhost:8443", "soon")), [variable]);
    assert.deepEqual(await keysOf({ "azuread:metadataHost": "metadata.contoso.com" }, at("localhost:8443")), [
      variable,
    ]);
  });

  it("counts as unset where it is empty", async () => {
    assert.equal((await configOf({}, at("localhost", ""))).now, Date.UTC(2026, 10, 23, 9, 15, 30));
  });
});

describe("the cloud", () => {
  it("must be the provider's: its own setting before the environment, public where neither says", async () => {
    const china = { environment: { ARM_ENVIRONMENT: "china" } };
    assert.deepEqual(await keysOf({ cloud: "china" }), cloudKey);
    await configOf({ cloud: "china" }, china);
    assert.deepEqual(await keysOf({ cloud: "china", "azuread:environment": "dod" }, china), cloudKey);
    await configOf({ cloud: "dod", "azuread:environment": "dod" }, china);
  });

  it("is any where a metadata host names the endpoints", async () => {
    await configOf({ cloud: "china", "azuread:metadataHost": "localhost:1" });
  });
});

describe("a secret value", () => {
  const secret = "held~4cf6";

  for (const { key, value } of [
    { key: "displayName", value: secret.repeat(20) },
    { key: "redirectUris", value: [`https://${secret}.com`, `http://${secret}.com/`] },
    { key: "redirectUris", value: secret },
    { key: "scopes", value: [{ value: secret, id: secret }, { value: secret }] },
    { key: "scopes", value: [{ value: { nested: secret } }] },
    { key: "rotation", value: { firstIssued: secret, keep: [{ issued: secret, expires: secret }] } },
    { key: "owners", value: [secret] },
    { key: "authentication", value: secret },
    { key: "cloud", value: secret },
    { key: "protect", value: secret },
    { key: "colour", value: secret },
    { key: "apiKey", value: secret },
  ]) {
    it(`never appears in an error: ${key}, ${typeof value === "string" ? "a text" : "with members"}`, async () => {
      const lines = await problemsOf({ [key]: value }, { secretKeys: [key] });
      assert.ok(lines.length > 0);
      for (const line of lines) {
        assert.ok(!line.includes("held"), line);
        assert.ok(line.startsWith(`icertis-access:${key}`), line);
      }
      if (key !== "colour" && key !== "apiKey") {
        assert.ok((await problemsOf({ [key]: value })).join().includes("held"), "it appears where it is not secret");
      }
    });
  }

  it("of an API key is not shown where it stands in plain text either", async () => {
    for (const authentication of ["oauth", "apiKey"]) {
      const lines = await problemsOf({ authentication, instance: "acme", apiKey: secret });
      assert.doesNotMatch(lines.join(), /held/);
    }
  });

  it("hides no other's, nor the line to paste", async () => {
    const [name, cloud] = await problemsOf(
      { displayName: " x".repeat(90), cloud: "moon" },
      { secretKeys: ["displayName"] },
    );
    assert.doesNotMatch(name ?? "", /got/);
    assert.match(cloud ?? "", /got "moon"/);
    const [line] = await problemsOf({ rotation: {} }, { secretKeys: ["rotation"] });
    assert.match(line ?? "", /\n {6}firstIssued: "2026-11-23"$/);
  });
});
