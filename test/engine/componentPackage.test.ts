import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import * as auto from "@pulumi/pulumi/automation";
import type { EngineStack } from "../../workbench/engine/engineStack";
import { checkOutputs } from "../../cli/outputs/checkOutputs";
import { compiledBeside } from "./compiledBeside";
import { describeOnEngine } from "./onEngine";
import { credentialsOf, onlyApplication } from "./tenant";

const project = join(__dirname, "..", "..");

/** What the tests read of a package's schema. */
interface Schema {
  readonly name: string;
  readonly resources: Readonly<Record<string, ComponentSchema>>;
}

interface ComponentSchema {
  readonly isComponent: boolean;
  readonly inputProperties: Readonly<Record<string, { readonly description?: string }>>;
  readonly requiredInputs: readonly string[];
  readonly properties: Readonly<Record<string, { readonly description?: string }>>;
}

describeOnEngine("the component package", {}, (on) => {
  let beside: EngineStack;
  let folder: string;
  let yaml: auto.Stack;
  let outputs: auto.OutputMap;

  before(async () => {
    beside = await on.newStack("dev");
    folder = await compiledBeside(beside, "component");
    const example = join(beside.folder, "examples", "yaml");
    cpSync(join(project, "examples", "yaml"), example, { recursive: true });
    const { pulumiCommand } = beside.stack.workspace;
    yaml = await auto.LocalWorkspace.createStack(
      { stackName: "dev", workDir: example },
      { envVars: { ...beside.environment }, secretsProvider: "passphrase", pulumiCommand },
    );
    await yaml.setConfig("firstIssued", { value: new Date().toISOString().slice(0, 10) });
  });

  it("has a schema with every input and output described, and leaves nothing in its folder", async () => {
    const files = readdirSync(folder);
    const env = { ...process.env, ...beside.environment };
    const { stdout } = await promisify(execFile)("pulumi", ["package", "get-schema", "."], { env, cwd: folder });
    const schema = JSON.parse(stdout) as Schema;
    assert.equal(schema.name, "icertis");
    assert.deepEqual(Object.keys(schema.resources), ["icertis:index:ApiApplication"]);
    const component = schema.resources["icertis:index:ApiApplication"];
    assert.ok(component?.isComponent);
    for (const [name, { description }] of [component.inputProperties, component.properties].flatMap(Object.entries)) {
      assert.ok(description, `${name} has a description`);
    }
    const optional = Object.keys(component.inputProperties).filter((name) => !component.requiredInputs.includes(name));
    assert.deepEqual(optional.sort(), ["adopt", "assignmentRequired", "metadataHost", "now"]);
    assert.deepEqual(readdirSync(folder), files);
  });

  it("previews the YAML example", async () => {
    const { changeSummary } = await yaml.preview();
    assert.deepEqual(changeSummary, { create: 9 });
    assert.deepEqual(on.sandbox.directory.applications.allNewest(), []);
  });

  it("makes the application of the YAML example, under the component", async () => {
    const up = await yaml.up();
    outputs = up.outputs;
    assert.deepEqual(up.summary.resourceChanges, { create: 9 });
    const application = onlyApplication(on.sandbox);
    assert.equal(outputs["clientId"]?.value, application.appId);
    assert.deepEqual(application.identifierUris, [`api://${application.appId}`]);
    assert.deepEqual(application.owners, [on.sandbox.identities[0]?.objectId]);
    const exported = (await yaml.exportStack()).deployment as { resources: { urn: string; parent?: string }[] };
    const made = exported.resources.find(({ urn }) =>
      urn.endsWith("azuread:index/application:Application::icm-api-app"),
    );
    assert.match(made?.parent ?? "", /::icertis:index:ApiApplication::icm-api$/);
  });

  it("hands over a secret that works, and keeps it encrypted", () => {
    const connection = outputs["uipathConnection"];
    assert.equal(connection?.secret, true);
    const { clientSecret } = connection.value as { clientSecret: string };
    const [credential, ...others] = credentialsOf(on.sandbox);
    assert.deepEqual(others, []);
    assert.ok(clientSecret.startsWith(credential?.hint ?? "missing"));
    const files = readdirSync(beside.stateFolder, { recursive: true, withFileTypes: true });
    const state = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
    assert.ok(state.some((file) => readFileSync(file, "utf8").includes("icm-api-app")));
    assert.deepEqual(
      state.filter((file) => readFileSync(file, "utf8").includes(clientSecret)),
      [],
    );
  });

  it("is read by the tools, since its outputs are those of the contract", () => {
    const values = Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value as unknown]));
    const read = checkOutputs(values, "stack dev", true);
    assert.equal(read.authentication, "oauth");
    assert.equal(read.outputs.clientId, onlyApplication(on.sandbox).appId);
  });

  it("finds nothing to change afterwards", async () => {
    const { changeSummary } = await yaml.preview({ expectNoChanges: true });
    assert.deepEqual(changeSummary, { same: 9 });
  });

  it("guards the live secret from a destroy", async () => {
    const destroyed = yaml.destroy({ runProgram: true, previewOnly: true });
    await assert.rejects(destroyed, /client secret icm-api-secret-[-\d]+ .*is valid until .* and is not deleted/);
  });
});
