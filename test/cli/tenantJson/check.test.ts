import assert from "node:assert/strict";
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
  after(() => folder.remove());
  const check = (content: object, ...words: string[]) => {
    folder.write("tenant.json", content);
    return folder.run(["tenant-json", "check", "tenant.json", "--outputs", "dev.json", "--offline", ...words]);
  };
  const changed = (name: string, members: object): object => ({
    ...settings,
    [key(name)]: { ...settings[key(name)], ...members },
  });

  it("accepts the stack's own keys", async () => {
    const run = await check(settings);
    assert.equal(run.code, 0);
    assert.equal(
      run.out,
      [
        `ok     ${key("STSDiscoveryEndpoint")}  "https://login.microsoftonline.com/${sampleIds.tenantId}/v2.0/.well-known/openid-configuration"`,
        `ok     ${key("ValidAudiences")}        "api://${sampleIds.clientId}"`,
        `ok     ${key("ValidIssuer")}           "https://sts.windows.net/${sampleIds.tenantId}/"`,
        `ok     ${key("ExternalUpnClaimUri")}   "http://schemas.microsoft.com/identity/claims/objectidentifier"`,
        `tenant.json: ICI would accept the tokens of application ${sampleIds.clientId}`,
        "",
      ].join("\n"),
    );
  });

  it("accepts a longer list of audiences and the version 1 metadata document", async () => {
    const both = `api://other,api://${sampleIds.clientId}`;
    assert.equal((await check(changed("ValidAudiences", { Value: both }))).code, 0);
    const v1 = `https://login.microsoftonline.com/${sampleIds.tenantId}/.well-known/openid-configuration`;
    assert.equal((await check(changed("STSDiscoveryEndpoint", { Value: v1 }))).code, 0);
  });

  const audience = `api://${sampleIds.clientId}`;
  const issuer = `https://sts.windows.net/${sampleIds.tenantId}/`;
  for (const [name, members, got, expected, remedy] of [
    [
      "ValidAudiences",
      { Value: ` ${audience}` },
      `" ${audience}"`,
      audience,
      "there is a space around the value, as in the connector's documentation, and it is compared as it is; remove it",
    ],
    [
      "ValidAudiences",
      { Value: `x, ${audience}` },
      `"x, ${audience}"`,
      audience,
      "there is a space around the value, as in the connector's documentation, and it is compared as it is; remove it",
    ],
    [
      "ValidAudiences",
      { Value: sampleIds.clientId },
      `"${sampleIds.clientId}"`,
      audience,
      `the list lacks ${audience}; set it as expected, or run \`icertis-access tenant-json merge\``,
    ],
    [
      "ValidIssuer",
      { Value: issuer.slice(0, -1) },
      `"${issuer.slice(0, -1)}"`,
      issuer,
      "the issuer ends with a slash; add it",
    ],
    [
      "ValidIssuer",
      { Value: "https://login.microsoftonline.com/x/v2.0" },
      '"https://login.microsoftonline.com/x/v2.0"',
      issuer,
      "this is the issuer of version 2 tokens, and the application asks for version 1; set it as expected, or run `icertis-access tenant-json merge`",
    ],
    [
      "ExternalUpnClaimUri",
      { Value: "upn" },
      '"upn"',
      "http://schemas.microsoft.com/identity/claims/objectidentifier",
      "ICI would look elsewhere; set it as expected, or run `icertis-access tenant-json merge`",
    ],
    [
      "ValidIssuer",
      { IsEncrypted: true },
      "nothing",
      issuer,
      "it is encrypted (IsEncrypted: true), so what ICI compares with cannot be told from the file",
    ],
    [
      "ValidIssuer",
      { Value: null },
      "nothing",
      issuer,
      "it has no Value; set it as expected, or run `icertis-access tenant-json merge`",
    ],
  ] as const) {
    it(`refuses ${name} ${JSON.stringify(members)}`, async () => {
      const run = await check(changed(name, members));
      assert.equal(run.code, 1);
      const lines = run.out.split("\n");
      const at = lines.findIndex((line) => line.startsWith("wrong"));
      assert.match(lines[at] ?? "", new RegExp(`^wrong  ${key(name).replaceAll(".", "\\.")} +`));
      assert.deepEqual(
        [lines[at]?.replace(/^wrong {2}\S+ +/, ""), lines[at + 1], lines[at + 2]],
        [got, `       expected ${JSON.stringify(expected)}`, `       ${remedy}`],
      );
      assert.equal(lines.at(-2), `tenant.json: ICI would refuse the tokens of application ${sampleIds.clientId}`);
    });
  }

  it("refuses a missing key, as JSON", async () => {
    const rest = Object.fromEntries(Object.entries(settings).filter(([name]) => name !== key("ValidIssuer")));
    const run = await check(rest, "--json");
    const result = JSON.parse(run.out) as { accepted: boolean; keys: { key: string; ok: boolean; remedy: string }[] };
    assert.deepEqual([run.code, result.accepted], [1, false]);
    assert.deepEqual(
      result.keys.filter(({ ok }) => !ok).map(({ key: name, remedy }) => [name, remedy]),
      [[key("ValidIssuer"), "the key is missing; run `icertis-access tenant-json merge`"]],
    );
  });

  it("cannot take both its inputs from standard input", async () => {
    const run = await folder.run(["tenant-json", "check", "-", "--outputs", "-"]);
    assert.deepEqual(
      [run.code, run.notes],
      [2, "icertis-access: standard input can be the tenant.json or the outputs, not both"],
    );
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
    const last = (out: string) => out.trimEnd().split("\n").at(-1);
    const address = () => `${sample.sandbox.url}/${sample.sandbox.tenantId}/v2.0/.well-known/openid-configuration`;

    it("accepts where the keys can be fetched", async () => {
      const run = await live();
      assert.deepEqual(
        [run.code, last(run.out)],
        [0, `tenant.json: ICI would accept the tokens of application ${sample.outputs.clientId}`],
      );
    });

    for (const [what, pattern, answer, problem] of [
      [
        "answers 404",
        /openid-configuration/,
        () => new Response("", { status: 404 }),
        () => `${address()} answers 404, not with a document`,
      ],
      [
        "is no JSON",
        /openid-configuration/,
        () => new Response("<html>"),
        () => `${address()} answers with something that is not JSON`,
      ],
      [
        "names no keys",
        /openid-configuration/,
        () => Response.json({ issuer: "x" }),
        () => `${sample.outputs.openIdMetadataUrl} is no metadata document: it has no jwks_uri`,
      ],
      [
        "is another tenant's",
        /openid-configuration/,
        () => Response.json({ issuer: "https://x/y", jwks_uri: "https://x/keys" }),
        () => `${sample.outputs.openIdMetadataUrl} is the document of another issuer, https://x/y`,
      ],
      [
        "has no keys",
        /discovery\/v2\.0\/keys/,
        () => Response.json({ keys: [] }),
        () => `${sample.sandbox.url}/${sample.sandbox.tenantId}/discovery/v2.0/keys has no signing keys`,
      ],
    ] as const) {
      it(`refuses a document that ${what}`, async () => {
        const run = await live(answering(pattern, answer));
        assert.deepEqual(
          [run.code, last(run.out)],
          [1, `tenant.json: ICI would refuse the tokens of application ${sample.outputs.clientId}: ${problem()}`],
        );
      });
    }

    it("cannot tell where nothing answers", async () => {
      const run = await live((url, init) =>
        url.includes("openid-configuration")
          ? Promise.reject(new TypeError("fetch failed", { cause: { code: "ENOTFOUND" } }))
          : sample.sandbox.fetch(url, init),
      );
      assert.deepEqual(
        [run.code, last(run.out)],
        [
          2,
          `tenant.json: it cannot be told: cannot reach ${sample.sandbox.url}: there is no such host; check the name, and the network; --offline leaves the discovery endpoint out`,
        ],
      );
    });
  });
});
