import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { stringify } from "yaml";
import type { Environment, RunOptions } from "../../entra/context";
import { explained } from "../../entra/network";
import { startSandbox, type Sandbox } from "../../packages/entra-sandbox";
import { runStep } from "../../pipelines/steps/steps";
import { assertEnded, type Damage, damage, damaged, fuzz, hostileText } from "../fuzz";
import { type HostileAnswer, hostileAnswer, RecordedAnswers } from "../hostileAnswers";
import { FakeCommands } from "./fakeCommands";
import { type FakePlatform, fakePlatform, identityToken, type PlatformName, platformNames } from "./fakePlatform";

const stacks = {
  concurrency: 2,
  stacks: [
    { name: "dev", ring: 1, clientId: "c11e0000-0000-4000-8000-000000000001", commit: "a".repeat(40) },
    { name: "prod", ring: 2, clientId: "c11e0000-0000-4000-8000-000000000002", commit: "b".repeat(40) },
  ],
};
/** The list as Azure Pipelines has it. */
const template = {
  parameters: [
    { name: "concurrency", type: "number", default: 2 },
    { name: "stacks", type: "object", default: stacks.stacks },
  ],
};
const operator = {
  repository: "https://github.com/acme/icertis-access",
  gitAuth: { accessToken: { type: "Secret", secret: { name: "git", key: "token" } } },
  backend: "azblob://state-{stack}?storage_account=acme",
  tenantId: "72f988bf-86f1-41af-91ab-2d7cd011db47",
  image: "pulumi/pulumi-nodejs:3.248.0",
  kubectl: "registry.k8s.io/kubectl:v1.36.0",
};
const stackFile = {
  secretsprovider: "azurekeyvault://acme.vault.azure.net/keys/icertis",
  encryptedkey: "abc",
  config: {
    "icertis-access:owners": ["0b1ec700-0000-4000-8000-000000000001"],
    "icertis-access:apiKey": { secure: "v1:abc" },
  },
};
const state = {
  version: 3,
  deployment: {
    secrets_providers: { type: "cloud", state: {} },
    resources: [
      { type: "pulumi:pulumi:Stack", urn: "urn:pulumi:dev::icertis-access::pulumi:pulumi:Stack::x", outputs: {} },
      {
        type: "azuread:index/application:Application",
        urn: "urn:pulumi:dev::icertis-access::azuread:index/application:Application::icm-api-app",
        inputs: { owners: ["0b1ec700-0000-4000-8000-000000000001"], tags: ["icertis-access:acme/icertis-access/dev"] },
      },
    ],
  },
};
const steps = [
  ...["status --stack dev", "night --stack dev", "up --stack dev", "verify --stack dev", "drift --stack dev"],
  ...["hand-off --stack dev", "preview --stack dev", "preview --stack dev --read-only", "stacks --released"],
  ...["stacks --only dev --released", "stacks --gitlab nightly", "revoke --stack dev --confirm dev", "manifests"],
];

/** What of a job is not as it should be. */
interface Hostile {
  readonly answer?: HostileAnswer;
  /** Which command prints something else. */
  readonly command?: { readonly at: number; readonly code: number; readonly out: Damage };
  readonly variable?: { readonly at: number; readonly value: string };
  readonly files?: Readonly<Record<string, Buffer>>;
}

describe("hostile input of a step", () => {
  let sandbox: Sandbox;
  let platform: FakePlatform;
  let answers: Readonly<Record<PlatformName, RecordedAnswers>>;
  before(async () => {
    const now = new Date("2026-11-23T08:00:00Z");
    sandbox = await startSandbox({ identities: [{}, { roles: ["Application.Read.All"] }], now });
    sandbox.clock.freeze(now);
    platform = fakePlatform(sandbox);
    const recorded = (name: PlatformName) => {
      const { fetch } = platform.context(name, 0, {});
      return new RecordedAnswers(async (url, init) => {
        const body = "Reference: secret key-1, due 2027-01-22T00:00:00Z";
        const ticket = { id: 1, open: true, title: "", body, label: "icertis-access; icertis-dev", comments: [] };
        platform.tickets.splice(0, Infinity, { ...ticket, label: name === "azure" ? ticket.label : "icertis-dev" });
        try {
          return await fetch(url, init);
        } catch {
          // Of addresses that a variable made up it knows nothing.
          return Response.json({ message: "Not Found" }, { status: 404 });
        }
      });
    };
    answers = { github: recorded("github"), azure: recorded("azure"), gitlab: recorded("gitlab") };
  });
  after(() => sandbox.close());

  /** Runs a step in a fresh checkout. */
  async function meets(line: string, name: PlatformName, hostile: Hostile): Promise<void> {
    const { folder } = platform;
    rmSync(folder, { recursive: true, force: true });
    const files: Record<string, string | Buffer> = {
      "pipelines/stacks.yaml": stringify(stacks),
      "pipelines/operator/settings.yaml": stringify(operator),
      "Pulumi.dev.yaml": stringify(stackFile),
      "Pulumi.prod.yaml": "config: {}\n",
      "node_modules/x": "",
      ...hostile.files,
    };
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const identity = line.includes("--read-only") || line.includes("--released") ? 1 : 0;
    const engine = new FakeCommands();
    Object.assign(engine, {
      keyId: "key-1",
      state,
      releases: ["c".repeat(40)],
      previousExpiresOn: "2027-01-22T00:00:00Z",
    });
    let [out, commands] = ["", 0];
    const run = async (command: string, args: readonly string[], options?: RunOptions) => {
      const ended = await engine.run(command, args, options);
      const { at, code = 0, out: how } = hostile.command ?? {};
      if (how === undefined || commands++ !== at) return ended;
      const printed = damaged(jsonOrText(ended.out), how).toString();
      return { code, out: printed, errors: "", text: printed };
    };
    const context = platform.context(name, identity, {
      run,
      fetch: explained(answers[name].fetch(hostile.answer)),
      out: (text) => (out += text),
      note: (text) => (out += `${text}\n`),
      wait: () => Promise.resolve(),
    });
    const environment = withVariable(context.environment, hostile.variable);
    const code = await runStep(line.split(" "), { ...context, environment });
    const tokens = platformNames.map(identityToken);
    assertEnded(
      { code, out: "", notes: out.replace(/\u001b\[(?:3[13];1|0)m/g, "") },
      [...tokens, ...answers[name].tokens, "job-token", "project-token"],
      [0, 1],
    );
    if (code !== 0) assert.match(out.trimEnd().split("\n").at(-1) ?? "", /^what to do: \S/);
    for (const [path, content] of Object.entries(files)) {
      assert.ok(readFileSync(join(folder, path)).equals(Buffer.from(content)), `${path} was changed`);
    }
  }

  const anyStep = fc.constantFrom(...steps);
  const anyPlatform = fc.constantFrom(...platformNames);

  fuzz(
    "as an answer of the platform or of Entra ID",
    40,
    fc.asyncProperty(anyStep, anyPlatform, hostileAnswer, (line, name, answer) => meets(line, name, { answer })),
  );

  fuzz(
    "as what a command prints",
    40,
    fc.asyncProperty(
      anyStep,
      anyPlatform,
      fc.record({ at: fc.nat({ max: 6 }), code: fc.constantFrom(0, 0, 0, 1, 255), out: damage }),
      (line, name, command) => meets(line, name, { command }),
    ),
  );

  fuzz(
    "as a variable of the job",
    25,
    fc.asyncProperty(anyStep, anyPlatform, fc.nat(), hostileText, (line, name, at, value) =>
      meets(line, name, { variable: { at, value } }),
    ),
  );

  fuzz(
    "as the list of stacks, the operator's settings or the file of a stack",
    40,
    fc.asyncProperty(
      fc.constantFrom("stacks", "stacks --gitlab release", "manifests", "preview --stack dev --read-only"),
      fc.constantFrom(...(["pipelines/stacks.yaml", "pipelines/operator/settings.yaml", "Pulumi.dev.yaml"] as const)),
      fc.boolean(),
      damage,
      (line, file, ofAzure, how) => {
        const valid = {
          "pipelines/stacks.yaml": ofAzure ? template : stacks,
          "pipelines/operator/settings.yaml": operator,
          "Pulumi.dev.yaml": stackFile,
        }[file];
        return meets(line, "github", { files: { [file]: damaged(valid, how, stringify) } });
      },
    ),
  );
});

function withVariable(environment: Environment, variable: Hostile["variable"]): Environment {
  if (!variable) return environment;
  // Others say where the fakes are, or which file is written to.
  const fixed = /^(?:ARM_METADATA|SSL_|NODE_)|^(?:GITHUB_(?:ACTIONS|OUTPUT|STEP_SUMMARY)|TF_BUILD|GITLAB_CI)$/;
  const own = Object.keys(environment).filter((name) => !fixed.test(name));
  return { ...environment, [own[variable.at % own.length] ?? ""]: asVariable(variable.value) };
}

/** As the system passes it on. */
function asVariable(text: string): string {
  return Buffer.from(text.replaceAll("\0", "")).toString();
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
