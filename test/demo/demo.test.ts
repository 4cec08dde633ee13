import assert from "node:assert/strict";
import { checkTexts } from "../../workbench/demo/checks";
import { demoCommand } from "../../workbench/demo/command";
import { report } from "../../workbench/demo/report";
import { demoRun, type DemoRun } from "./demoRun";

const days: readonly (readonly [day: string, title: string])[] = [
  ["2026-11-23", "dev and prod: first up"],
  ["2026-11-23", "dev and prod: second up on the same day"],
  ["2026-11-23", "dev and prod: a preview that would delete the live secret"],
  ["2026-11-23", "UiPath connects: a person signs in, MSAL redeems the code, ICI checks the token"],
  ["2026-11-23", "an hour later: the connection is refreshed"],
  ["2026-11-23", "a connector whose refresh names no scope: denied, then both ways out"],
  ["2026-11-23", "an application without a user (client credentials)"],
  ["2027-04-22", "dev: a new secret is due"],
  ["2027-05-22", "dev: the old secret ends"],
  ["2027-09-24", "dev and prod: a new secret is due"],
  ["2027-10-19", "dev: the old secret ends"],
  ["2027-11-23", "prod: the old secret ends"],
  ["2028-02-16", "dev: a new secret is due"],
  ["2028-03-17", "dev: the old secret ends"],
  ["2028-07-25", "dev and prod: a new secret is due"],
  ["2028-08-14", "dev: the old secret ends"],
  ["2028-09-23", "prod: the old secret ends"],
  ["2028-11-22", "two years later"],
];

/** How often each check is looked at: dev rotates four times in two years, prod twice. */
const looks: Readonly<Record<string, readonly [dev: number, prod: number]>> = {
  rotated: [4, 2],
  overlapped: [8, 4],
  stopped: [4, 2],
  bounded: [4, 2],
};

describe("the demo, without a Pulumi CLI", function () {
  this.timeout(60_000);
  let run: DemoRun;
  before(async () => {
    run = await demoRun();
  });

  it("passes every check, each as often as the two years give occasion", () => {
    assert.equal(run.code, 0);
    assert.deepEqual(
      run.result.checks.map(({ check, environment, ok, times, holds }) => [check, environment, ok, times, holds]),
      Object.entries(checkTexts).flatMap(([check, text]) =>
        ["dev", "prod"].map((name, index) => [check, name, true, looks[check]?.[index] ?? 1, text]),
      ),
    );
  });

  it("takes its steps in order, each with its virtual day and its seconds", () => {
    assert.deepEqual(
      run.result.steps.map(({ day, title }) => [day, title]),
      days,
    );
    assert.equal(
      run.result.steps.every(({ seconds }) => seconds >= 0 && seconds < 60),
      true,
    );
    const lines = run.written.split("\n").filter((line) => /^ +\d+\.\d s {2}\d{4}/.test(line));
    assert.deepEqual(
      lines.map((line) => line.replace(/^.* s {2}/, "")),
      days.map(([day, title]) => `${day}  ${title}: ok`),
    );
  });

  it("gives exactly these data", () => {
    const { ok, engine, from, to, rotations, seconds, ...rest } = run.result;
    assert.deepEqual(Object.keys(rest), ["parties", "checks", "steps"]);
    assert.equal(ok, true);
    assert.equal(engine.kind, "fake");
    assert.match(engine.description, /^a fake without an engine or a state file \(a test\): /);
    assert.deepEqual([from, to], ["2026-11-23T08:00:00Z", "2028-11-22T09:06:00Z"]);
    assert.deepEqual(
      rotations.map(({ environment, at, previousEnds }) => [environment, at.slice(0, 10), previousEnds.slice(0, 10)]),
      [
        ["dev", "2027-04-22", "2027-05-22"],
        ["dev", "2027-09-24", "2027-10-19"],
        ["prod", "2027-09-24", "2027-11-23"],
        ["dev", "2028-02-16", "2028-03-17"],
        ["dev", "2028-07-25", "2028-08-14"],
        ["prod", "2028-07-25", "2028-09-23"],
      ],
    );
    assert.equal(typeof seconds, "number");
  });

  for (const [name, displayName] of [
    ["dev", "ICM API (Dev)"],
    ["prod", "ICM API"],
  ] as const) {
    it(`hands over what is in Entra ID, ${name}`, () => {
      const { applications, servicePrincipals, tenantId } = run.sandbox.snapshot();
      const application = applications.find((candidate) => candidate.displayName === displayName);
      assert.ok(application);
      const { appId, id } = application;
      const login = `https://login.microsoftonline.com/${tenantId}`;
      const { icertis, uipath } = run.result.parties[name] ?? {};
      assert.deepEqual(icertis?.handoff, {
        applicationClientId: appId,
        directoryTenantId: tenantId,
        objectId: id,
        openIdConnectMetadataDocument: `${login}/v2.0/.well-known/openid-configuration`,
        servicePrincipalObjectId: servicePrincipals.find((principal) => principal.appId === appId)?.id,
        v1MetadataDocument: `${login}/.well-known/openid-configuration`,
      });
      assert.deepEqual(
        Object.entries(icertis.tenantJson).map(([key, { Value }]) => [key.replace("Core.API.OAuth.", ""), Value]),
        [
          ["STSDiscoveryEndpoint", `${login}/v2.0/.well-known/openid-configuration`],
          ["ValidAudiences", `api://${appId}`],
          ["ValidIssuer", `https://sts.windows.net/${tenantId}/`],
          ["ExternalUpnClaimUri", "http://schemas.microsoft.com/identity/claims/objectidentifier"],
        ],
      );
      assert.deepEqual(uipath, {
        clientId: appId,
        clientSecret: "********",
        tenantId,
        scope: `api://${appId}/user_impersonation openid profile offline_access`,
      });
    });
  }

  it("ends in a table, with the verdict last", () => {
    const lines = report(run.result).split("\n");
    assert.match(lines.at(-1) ?? "", /^All 26 checks passed in \d+(\.\d)? s\.$/);
    const rotated = lines.find((line) => line.startsWith(checkTexts.rotated)) ?? "";
    assert.deepEqual(rotated.slice(checkTexts.rotated.length).trim().split(/ {2,}/), ["ok x4", "ok x2"]);
  });

  it("prints no secret and no token", () => {
    const all = `${run.written}\n${report(run.result)}`;
    const { identities, directory } = run.sandbox;
    const secrets = [...run.secrets, ...identities.map(({ clientSecret }) => clientSecret)];
    // The first secrets of both, those of their separate clients, and six rotations.
    assert.equal(run.secrets.size, 10);
    assert.deepEqual(
      secrets.filter((secret) => all.includes(secret)),
      [],
    );
    assert.doesNotMatch(all, /eyJ[\w-]{10,}/, "a token");
    assert.doesNotMatch(all, /\b1\.[\w-]{40,}/, "a code or a refresh token");
    // One each, and two each where the client is separate.
    assert.equal(directory.applications.allNewest().length, 6);
  });

  it("leaves the process as it was", () => {
    assert.equal(process.env["ICERTIS_ACCESS_NOW"], undefined);
    assert.equal(globalThis.fetch.name, "fetch");
  });
});

describe("the demo's command line", () => {
  const command = async (...args: string[]) => {
    const written = { out: "", errors: "" };
    const screen = (stream: keyof typeof written) => ({
      write: (text: string) => void (written[stream] += text),
      isTerminal: false,
    });
    const code = await demoCommand(args, { out: screen("out"), errors: screen("errors") });
    return { code, ...written };
  };

  it("explains itself", async () => {
    const { code, out, errors } = await command("--help");
    assert.deepEqual([code, errors], [0, ""]);
    assert.match(out, /--engine/);
  });

  it("refuses what it does not know, naming it", async () => {
    for (const args of [["--engine", "turbo"], ["--fast"]]) {
      const { code, out, errors } = await command(...args);
      assert.deepEqual([code, out], [2, ""]);
      assert.match(errors, new RegExp(args.at(-1) ?? ""));
    }
  });
});
