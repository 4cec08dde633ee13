import assert from "node:assert/strict";
import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { RotatingSecret } from "../../components/rotatingSecret";
import { UserError } from "../../entra/userError";
import { parseInstant } from "../../model/instant";
import { readRotation, type RotationSettings } from "../../model/rotationSettings";
import { recordedRun, valueOf, type RecordedRun, type RunOptions } from "../recordedRun";

const year: RotationSettings = {
  firstIssued: "2026-11-23",
  lifetimeDays: 365,
  overlapDays: 60,
  description: "API secret",
};

function secretAt(
  instant: string,
  settings: Partial<RotationSettings> = {},
  options: RunOptions = {},
  removeDirectly = false,
): Promise<RecordedRun<RotatingSecret>> {
  const now = parseInstant(instant) ?? NaN;
  const rotation = readRotation({ ...year, ...settings }, now);
  assert.ok(!Array.isArray(rotation), JSON.stringify(rotation));
  return recordedRun(() => {
    const application = new azuread.Application("app", { displayName: "x" });
    const identifierUri = new azuread.ApplicationIdentifierUri("uri", {
      applicationId: application.id,
      identifierUri: "api://x",
    });
    const signIn = { tenantId: "t", clientId: "c", cloud: "public" as const, metadataHost: undefined };
    const onError = new pulumi.ErrorHook("explain", () => false);
    return new RotatingSecret(
      "s",
      { application, rotation, now, signIn, onError, removeDirectly, after: [identifierUri] },
      {},
    );
  }, options);
}

function passwords(run: RecordedRun<RotatingSecret>) {
  return run.registrations.filter(({ type }) => type === "azuread:index/applicationPassword:ApplicationPassword");
}

/** What each declared secret is made with, and the secrets it waits for. */
function declared(run: RecordedRun<RotatingSecret>) {
  return passwords(run).map(({ name, inputs, dependsOn }) => ({
    name,
    endDate: inputs["endDate"],
    after: dependsOn.map((urn) => urn.split("::").at(-1)).filter((other) => other !== "app"),
  }));
}

async function published({ result }: RecordedRun<RotatingSecret>) {
  const { current, previous } = result;
  return {
    value: await valueOf(current.value),
    keyId: await valueOf(current.keyId),
    issuedOn: await valueOf(current.issuedOn),
    expiresOn: await valueOf(current.expiresOn),
    nextRotationOn: await valueOf(result.nextRotationOn),
    previous: previous && [await valueOf(previous.value), await valueOf(previous.expiresOn)],
  };
}

describe("RotatingSecret", () => {
  it("declares one password that nothing but its expiry ends", async () => {
    const run = await secretAt("2026-11-23T09:00:00Z");
    const [password, ...others] = passwords(run);
    assert.equal(others.length, 0);
    const component = "urn:pulumi:dev::icertis-access::icertis:index:RotatingSecret::s";
    const application = "urn:pulumi:dev::icertis-access::azuread:index/application:Application::app";
    assert.deepEqual(password, {
      type: "azuread:index/applicationPassword:ApplicationPassword",
      name: "s-2026-11-23",
      urn: "urn:pulumi:dev::icertis-access::icertis:index:RotatingSecret$azuread:index/applicationPassword:ApplicationPassword::s-2026-11-23",
      parent: component,
      inputs: {
        applicationId: "/applications/0b1ec700-0000-4000-8000-000000000001",
        displayName: "API secret",
        endDate: "2027-11-23T00:00:00Z",
      },
      ignoreChanges: ["endDate", "displayName"],
      deletedWith: application,
      dependsOn: [
        "urn:pulumi:dev::icertis-access::azuread:index/applicationIdentifierUri:ApplicationIdentifierUri::uri",
        application,
      ],
      protect: false,
      retainOnDelete: false,
      additionalSecretOutputs: ["value"],
      hooks: {
        beforeCreate: ["s-before-create"],
        beforeUpdate: [],
        beforeDelete: ["s-before-delete"],
        onError: ["explain"],
      },
    });
    assert.deepEqual(await published(run), {
      value: "value-of-s-2026-11-23",
      keyId: "key-of-s-2026-11-23",
      issuedOn: "2026-11-23T00:00:00Z",
      expiresOn: "2027-11-23T00:00:00Z",
      nextRotationOn: "2027-09-24T00:00:00Z",
      previous: undefined,
    });
    assert.equal(await pulumi.isSecret(run.result.current.value), true);
    assert.equal(await pulumi.isSecret(run.result.current.keyId), false);
  });

  it("registers both guards, which speak in previews, and removal and proof, which do not", async () => {
    const { hooks } = await secretAt("2026-11-23T09:00:00Z");
    assert.deepEqual(hooks, [
      { name: "s-before-create", onDryRun: true },
      { name: "s-before-delete", onDryRun: true },
      { name: "s-remove", onDryRun: false },
      { name: "s-2026-11-23-prove", onDryRun: false },
    ]);
  });

  it("leaves the removal to the provider, or does it itself and keeps the provider from it, after the guard", async () => {
    for (const [direct, beforeDelete] of [
      [false, ["s-before-delete"]],
      [true, ["s-before-delete", "s-remove"]],
    ] as const) {
      const [password] = passwords(await secretAt("2026-11-23T09:00:00Z", {}, {}, direct));
      assert.deepEqual([password?.retainOnDelete, password?.hooks.beforeDelete], [direct, beforeDelete]);
    }
  });

  it("publishes the new secret at the due instant, beside the old one", async () => {
    const before = await secretAt("2027-09-23T23:59:59Z");
    assert.deepEqual(
      declared(before).map(({ name }) => name),
      ["s-2026-11-23"],
    );
    const due = await secretAt("2027-09-24T00:00:00Z");
    assert.deepEqual(declared(due), [
      { name: "s-2026-11-23", endDate: "2027-11-23T00:00:00Z", after: ["uri"] },
      {
        name: "s-2027-09-24",
        endDate: "2028-09-23T00:00:00Z",
        after: ["uri", "s-2026-11-23"],
      },
    ]);
    assert.deepEqual(await published(due), {
      value: "value-of-s-2027-09-24",
      keyId: "key-of-s-2027-09-24",
      issuedOn: "2027-09-24T00:00:00Z",
      expiresOn: "2028-09-23T00:00:00Z",
      nextRotationOn: "2028-07-25T00:00:00Z",
      previous: ["value-of-s-2026-11-23", "2027-11-23T00:00:00Z"],
    });
  });

  it("publishes only what a token request has proved, which a marker of its own remembers", async () => {
    const run = await secretAt("2027-09-24T00:00:00Z");
    const markers = run.registrations.filter(({ type }) => type === "random:index/randomUuid:RandomUuid");
    assert.deepEqual(
      markers.map(({ name, inputs, hooks }) => ({ name, inputs, hooks })),
      [
        {
          name: "s-2027-09-24-proved",
          inputs: { keepers: { keyId: "key-of-s-2027-09-24" } },
          hooks: { beforeCreate: ["s-2027-09-24-prove"], beforeUpdate: [], beforeDelete: [], onError: [] },
        },
      ],
    );
  });

  it("drops the old secret at the instant it expires", async () => {
    const names = async (instant: string) => declared(await secretAt(instant)).map(({ name }) => name);
    assert.deepEqual(await names("2027-11-22T23:59:59Z"), ["s-2026-11-23", "s-2027-09-24"]);
    assert.deepEqual(await names("2027-11-23T00:00:00Z"), ["s-2027-09-24"]);
  });

  it("keeps secrets of an earlier schedule, which only it may not create", async () => {
    const keep = [{ issued: "2026-06-01", expires: "2027-06-01" }];
    const run = await secretAt("2026-11-23T12:30:00Z", { firstIssued: "2026-11-23T12:30:00Z", keep });
    assert.deepEqual(declared(run), [
      { name: "s-2026-06-01", endDate: "2027-06-01T00:00:00Z", after: ["uri"] },
      {
        name: "s-2026-11-23T12-30-00Z",
        endDate: "2027-11-23T12:30:00Z",
        after: ["uri", "s-2026-06-01"],
      },
    ]);
    assert.deepEqual((await published(run)).previous, ["value-of-s-2026-06-01", "2027-06-01T00:00:00Z"]);
    const later = await secretAt("2027-06-01", { firstIssued: "2026-11-23T12:30:00Z", keep });
    assert.deepEqual(
      declared(later).map(({ name }) => name),
      ["s-2026-11-23T12-30-00Z"],
    );
  });

  it("publishes nothing when a credential ends on another day than configured", async () => {
    const state = { "s-2026-11-23": { endDate: "2027-05-22T00:00:00Z" } };
    const rejections: unknown[] = [];
    const listeners = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", (reason) => rejections.push(reason));
    try {
      const run = await secretAt("2027-03-03T09:00:00Z", {}, { state });
      await assert.rejects(valueOf(run.result.current.value), (error) => {
        assert.ok(error instanceof UserError && pulumi.RunError.isInstance(error));
        assert.equal(error.code, "rotation-drift");
        assert.match(error.message, /\n {6}- \{ issued: "2026-11-23T00:00:00Z", expires: "2027-05-22T00:00:00Z" \}$/);
        return true;
      });
      await assert.rejects(valueOf(run.result.current.expiresOn), UserError);
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual([...new Set(rejections)].length, 1);
    } finally {
      process.removeAllListeners("unhandledRejection");
      for (const listener of listeners) process.on("unhandledRejection", listener);
    }
  });
});
