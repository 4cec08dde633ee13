import assert from "node:assert/strict";
import type { KeyVerdict } from "../../../cli/tenantJson/checkSettings";
import type { TenantSetting } from "../../../model/tenantJson";
import { frozenSandbox, deploySample, type DeployedSample } from "../deployedSample";
import type { Fetch } from "../../../entra/context";
import { ToolFolder } from "../runTool";
import { maskedOutputs, sampleIds, sampleOutputs } from "../sampleOutputs";

type Settings = Record<string, TenantSetting>;
const key = (name: string) => `Core.API.OAuth.${name}`;

describe("tenant-json check", () => {
  const folder = new ToolFolder();
  const settings = JSON.parse(sampleOutputs().tenantJson) as Settings;
  before(() => folder.write("dev.json", maskedOutputs()));
  const check = (content: object, ...words: string[]) => {
    folder.write("tenant.json", content);
    return folder.run(["tenant-json", "check", "tenant.json", "--outputs", "dev.json", "--offline", ...words]);
  };
  const changed = (name: string, members: object): object => ({
    ...settings,
    [key(name)]: { ...settings[key(name)], ...members },
  });

  it("accepts the stack's own keys", async () => {
    assert.equal((await check(settings)).code, 0);
  });

  it("accepts a longer list of audiences and the version 1 metadata document", async () => {
    const both = `api://other,api://${sampleIds.clientId}`;
    assert.equal((await check(changed("ValidAudiences", { Value: both }))).code, 0);
    const v1 = `https://login.microsoftonline.com/${sampleIds.tenantId}/.well-known/openid-configuration`;
    assert.equal((await check(changed("STSDiscoveryEndpoint", { Value: v1 }))).code, 0);
  });

  const audience = `api://${sampleIds.clientId}`;
  const issuer = `https://sts.windows.net/${sampleIds.tenantId}/`;
  const report = async (content: object) => {
    const run = await check(content, "--json");
    const result = JSON.parse(run.out) as { accepted: boolean; keys: KeyVerdict[] };
    return { code: run.code, accepted: result.accepted, wrong: result.keys.filter(({ ok }) => !ok) };
  };
  for (const [name, members, got, hint] of [
    ["ValidAudiences", { Value: ` ${audience}` }, ` ${audience}`, /space around the value/],
    ["ValidAudiences", { Value: `x, ${audience}` }, `x, ${audience}`, /space around the value/],
    ["ValidAudiences", { Value: `x,\u200b${audience}` }, `x,\u200b${audience}`, /U\+200B \(zero-width space\)/],
    ["ValidAudiences", { Value: sampleIds.clientId }, sampleIds.clientId, /lacks api:/],
    ["ValidIssuer", { Value: issuer.slice(0, -1) }, issuer.slice(0, -1), /ends with a slash/],
    ["ValidIssuer", { Value: `${issuer}\u00a0\u00ad` }, `${issuer}\u00a0\u00ad`, /U\+00A0 .*, U\+00AD \(soft hyphen\)/],
    [
      "ValidIssuer",
      { Value: "https://login.microsoftonline.com/x/v2.0" },
      "https://login.microsoftonline.com/x/v2.0",
      /version 2/,
    ],
    ["ExternalUpnClaimUri", { Value: "upn" }, "upn", /--replace/],
    ["ExternalUpnClaimUri", { Value: "ht\u0442p://x" }, "ht\u0442p://x", /U\+0442/],
    ["ValidIssuer", { IsEncrypted: true }, undefined, /encrypted/],
    ["ValidIssuer", { IsEncrypted: undefined, isEncrypted: "TRUE" }, undefined, /encrypted/],
    ["ValidIssuer", { Value: null }, undefined, /no Value/],
  ] as const) {
    it(`refuses ${name} ${JSON.stringify(members)}`, async () => {
      const { code, accepted, wrong } = await report(changed(name, members));
      assert.deepEqual([code, accepted, wrong.map(({ key: one }) => one)], [1, false, [key(name)]]);
      assert.equal(wrong[0]?.got, got);
      assert.match(wrong[0]?.hint ?? "", hint);
    });
  }

  it("refuses a missing key and a plain value", async () => {
    const rest = Object.fromEntries(Object.entries(settings).filter(([name]) => name !== key("ValidIssuer")));
    assert.deepEqual(
      (await report({ ...rest, [key("ValidAudiences")]: audience })).wrong.map(({ key: one, got }) => [one, got]),
      [
        [key("ValidAudiences"), undefined],
        [key("ValidIssuer"), undefined],
      ],
    );
  });

  it("finds keys and members in other letters, and refuses two of them", async () => {
    const lower = Object.fromEntries(
      Object.entries(settings).map(([name, { Value, ...entry }]) => [name.toLowerCase(), { ...entry, value: Value }]),
    );
    assert.equal((await check(lower)).code, 0);
    assert.equal((await check({ ...lower, ...settings })).code, 2);
  });

  it("cannot take both its inputs from standard input", async () => {
    assert.equal((await folder.run(["tenant-json", "check", "-", "--outputs", "-"])).code, 2);
  });

  describe("with the discovery endpoint", () => {
    let sample: DeployedSample;
    before(async () => {
      sample = await deploySample(await frozenSandbox());
      folder.write("live.json", sample.outputs);
      folder.write("tenant.json", sample.outputs.tenantJson);
    });
    after(() => sample.sandbox.close());
    const live = (fetch: Fetch = sample.sandbox.fetch) =>
      folder.run(["tenant-json", "check", "tenant.json", "--outputs", "live.json"], {
        environment: sample.sandbox.environment,
        fetch,
      });
    const answering =
      (pattern: RegExp, answer: () => Response): Fetch =>
      (url, init) =>
        pattern.test(url) ? Promise.resolve(answer()) : sample.sandbox.fetch(url, init);
    it("accepts where the keys can be fetched", async () => {
      assert.equal((await live()).code, 0);
    });

    for (const [what, pattern, answer, problem] of [
      ["answers 404", /openid-configuration/, () => new Response("", { status: 404 }), /answers 404/],
      ["is no JSON", /openid-configuration/, () => new Response("<html>"), /not JSON/],
      ["names no keys", /openid-configuration/, () => Response.json({ issuer: "x" }), /no jwks_uri/],
      [
        "names keys over http",
        /openid-configuration/,
        () => Response.json({ issuer: "https://x/y", jwks_uri: "http://x/keys" }),
        /no jwks_uri/,
      ],
      [
        "is another tenant's",
        /openid-configuration/,
        () => Response.json({ issuer: "https://x/y", jwks_uri: "https://x/keys" }),
        /another issuer, "https:\/\/x\/y"/,
      ],
      ["has no keys", /discovery\/v2\.0\/keys/, () => Response.json({ keys: [] }), /no signing keys/],
    ] as const) {
      it(`refuses a document that ${what}`, async () => {
        const run = await live(answering(pattern, answer));
        assert.equal(run.code, 1);
        assert.match(run.out, problem);
      });
    }

    it("cannot tell where nothing answers", async () => {
      const run = await live((url, init) =>
        url.includes("openid-configuration")
          ? Promise.reject(new TypeError("fetch failed", { cause: { code: "ENOTFOUND" } }))
          : sample.sandbox.fetch(url, init),
      );
      assert.equal(run.code, 2);
      assert.match(run.out, /nobody can say.*--offline/);
    });
  });
});
