import assert from "node:assert/strict";
import { configOf, refusalOf } from "./configOf";

const instant = "2027-09-24T00:00:00Z";
const variable = "environment variable ICERTIS_ACCESS_NOW";

describe("ICERTIS_ACCESS_NOW", () => {
  for (const host of ["localhost", "localhost:8443", "127.0.0.1:8443", "[::1]:8443"]) {
    it(`is the instant of the run where the provider's metadata host is ${host}`, async () => {
      const environment = { ICERTIS_ACCESS_NOW: instant };
      const byEnvironment = await configOf({}, { environment: { ...environment, ARM_METADATA_HOSTNAME: host } });
      const byConfiguration = await configOf({ "azuread:metadataHost": host }, { environment });
      assert.deepEqual([byEnvironment.now, byConfiguration.now], [instant, instant]);
    });
  }

  for (const host of [
    "",
    "login.microsoftonline.com",
    "localhost.contoso.com",
    "127.0.0.1.nip.io",
    "localhost:8443/x",
  ]) {
    it(`is refused where the metadata host is ${JSON.stringify(host)}`, async () => {
      const environment = { ICERTIS_ACCESS_NOW: instant, ARM_METADATA_HOSTNAME: host };
      assert.deepEqual(await refusalOf({}, { environment }), [
        `${variable}: got "${instant}"; is a rehearsal, only for a provider pointed at a metadata host on this machine; unset it`,
      ]);
    });
  }

  it("is refused where the configuration points the provider elsewhere than the environment does", async () => {
    const environment = { ICERTIS_ACCESS_NOW: instant, ARM_METADATA_HOSTNAME: "localhost:8443" };
    const lines = await refusalOf({ "azuread:metadataHost": "metadata.contoso.com" }, { environment });
    assert.equal(lines.length, 1);
  });

  it("is refused where it is no instant, also in a rehearsal", async () => {
    const environment = { ICERTIS_ACCESS_NOW: "soon", ARM_METADATA_HOSTNAME: "localhost:8443" };
    assert.deepEqual(await refusalOf({}, { environment }), [
      `${variable}: got "soon"; must be an instant such as "2027-09-24T00:00:00Z"; correct it, or unset it`,
    ]);
  });

  it("counts as unset where it is empty", async () => {
    assert.equal((await configOf({}, { environment: { ICERTIS_ACCESS_NOW: "" } })).now, "2026-11-23T09:15:30Z");
  });

  it("is told beside the problems of the settings", async () => {
    const lines = await refusalOf({ cloud: "moon" }, { environment: { ICERTIS_ACCESS_NOW: "soon" } });
    assert.deepEqual(
      lines.map((line) => line.replace(/: got.*/, "")),
      [variable, "icertis-access:cloud"],
    );
  });
});

describe("the cloud", () => {
  const refusal = (cloud: string, environment: string) => [
    `icertis-access:cloud: got "${cloud}"; must be the cloud the azuread provider works with, ${environment}; set azuread:environment to ${cloud}, or cloud to that of the tenant`,
  ];

  it("must be the provider's: public unless it is told otherwise", async () => {
    assert.deepEqual(await refusalOf({ cloud: "china" }), refusal("china", "public"));
  });

  for (const { cloud, environment } of [
    { cloud: "public", environment: "global" },
    { cloud: "usgovernment", environment: "usgovernmentl4" },
    { cloud: "dod", environment: "usgovernmentl5" },
    { cloud: "china", environment: "china" },
  ]) {
    it(`${cloud} is the provider's environment ${environment}, by configuration or by the environment`, async () => {
      const byConfiguration = { cloud, "azuread:environment": environment };
      assert.equal((await configOf(byConfiguration)).settings.cloud, cloud);
      const circumstances = { environment: { ARM_ENVIRONMENT: environment } };
      assert.equal((await configOf({ cloud }, circumstances)).settings.cloud, cloud);
      const other = cloud === "dod" ? "usgovernment" : "dod";
      assert.deepEqual(await refusalOf({ cloud: other }, circumstances), refusal(other, environment));
    });
  }

  it("takes the provider's configuration before the environment", async () => {
    const circumstances = { environment: { ARM_ENVIRONMENT: "china" } };
    assert.deepEqual(await refusalOf({ cloud: "china", "azuread:environment": "dod" }, circumstances), [
      ...refusal("china", "dod"),
    ]);
  });

  it("is any where a metadata host names the endpoints", async () => {
    assert.equal((await configOf({ cloud: "china", "azuread:metadataHost": "localhost:1" })).settings.cloud, "china");
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
    it(`never appears in a refusal: ${key}, ${typeof value === "string" ? "a text" : "with members"}`, async () => {
      const lines = await refusalOf({ [key]: value }, { secretKeys: [key] });
      assert.ok(lines.length > 0);
      for (const line of lines) {
        assert.ok(!line.includes("held"), line);
        assert.ok(line.startsWith(`icertis-access:${key}`), line);
      }
      if (key !== "colour" && key !== "apiKey") {
        assert.ok((await refusalOf({ [key]: value })).join().includes("held"), "it appears where it is not secret");
      }
    });
  }

  it("leaves the rule, and asks for a correction without repeating it", async () => {
    assert.deepEqual(await refusalOf({ displayName: "" }, { secretKeys: ["displayName"] }), [
      "icertis-access:displayName: must be 1 to 120 characters long, not only spaces; correct the value, which is secret and so not repeated here",
    ]);
  });

  it("hides no other's", async () => {
    const lines = await refusalOf({ displayName: "", cloud: "moon" }, { secretKeys: ["displayName"] });
    assert.match(lines[1] ?? "", /^icertis-access:cloud: got "moon"; /);
  });

  it("leaves the line to paste where there is no value to repeat", async () => {
    const [line] = await refusalOf({ rotation: {} }, { secretKeys: ["rotation"] });
    assert.match(line ?? "", /\n {6}firstIssued: "2026-11-23"$/);
  });
});
