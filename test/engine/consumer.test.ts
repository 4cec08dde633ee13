import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { decodeJwt } from "jose";
import { join } from "node:path";
import { promisify } from "node:util";
import * as auto from "@pulumi/pulumi/automation";
import type { EngineStack } from "../../workbench/engine/engineStack";
import { describeOnEngine } from "./onEngine";

const project = join(__dirname, "..", "..");

/** examples/consumer with what `npm install` would put beside it: this package, compiled, and the SDK. */
async function installedConsumer({ folder }: EngineStack): Promise<string> {
  const consumer = join(folder, "..", "consumer");
  cpSync(join(project, "examples", "consumer"), consumer, { recursive: true });
  const modules = join(consumer, "node_modules");
  const installed = join(modules, "icertis-access");
  mkdirSync(installed, { recursive: true });
  for (const name of ["@pulumi", "@types", "typescript", "ts-node", "valibot"]) {
    symlinkSync(join(project, "node_modules", name), join(modules, name));
  }
  cpSync(join(project, "package.json"), join(installed, "package.json"));
  const tsc = join(project, "node_modules", "typescript", "bin", "tsc");
  const settings = ["--target", "es2022", "--module", "commonjs", "--moduleResolution", "node10", "--noCheck"];
  const build = [tsc, ...settings, "--skipLibCheck", "--outDir", join(installed, "dist"), "--rootDir", project];
  await promisify(execFile)(process.execPath, [...build, join(project, "outputs.ts")], { cwd: project });
  return consumer;
}

describeOnEngine("another program", { now: new Date("2026-11-23T08:00:00Z") }, (on) => {
  it("reads the outputs of a deployed stack, typed, and keeps secret what is secret", async () => {
    const dev = await on.newStack("dev");
    on.setNow(dev, "2026-11-23T08:00:00Z");
    const made = (await dev.up()).outputs;
    const { pulumiCommand, pulumiHome } = dev.stack.workspace;
    const folder = await installedConsumer(dev);
    const consumer = await auto.LocalWorkspace.createStack(
      { stackName: "dev", workDir: folder },
      {
        envVars: { ...dev.environment },
        secretsProvider: "passphrase",
        ...(pulumiHome !== undefined && { pulumiHome }),
        pulumiCommand,
      },
    );
    await consumer.setConfig("access", { value: "organization/icertis-access/dev" });
    const { outputs } = await consumer.up();
    assert.deepEqual(outputs["environment"]?.value, {
      ICERTIS_TENANT_ID: made["tenantId"]?.value as string,
      ICERTIS_CLIENT_ID: made["clientId"]?.value as string,
      ICERTIS_CLIENT_SECRET: made["clientSecret"]?.value as string,
      ICERTIS_SCOPE: `${made["clientId"]?.value}/.default`,
    });
    const { ICERTIS_CLIENT_ID, ICERTIS_CLIENT_SECRET, ICERTIS_SCOPE, ICERTIS_TENANT_ID } = outputs["environment"]
      ?.value as Record<string, string>;
    const answer = await on.sandbox.fetch(`/${ICERTIS_TENANT_ID}/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: ICERTIS_CLIENT_ID ?? "",
        client_secret: ICERTIS_CLIENT_SECRET ?? "",
        scope: ICERTIS_SCOPE ?? "",
      }).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    assert.equal(answer.status, 200);
    const { aud, oid } = decodeJwt(((await answer.json()) as { access_token: string }).access_token);
    assert.deepEqual([aud, oid], [made["clientId"]?.value, made["servicePrincipalObjectId"]?.value]);
    const { stdout } = await promisify(execFile)(pulumiCommand.command, ["stack", "output", "environment", "--json"], {
      cwd: folder,
      env: { ...process.env, ...dev.environment },
    });
    assert.equal((JSON.parse(stdout) as Record<string, string>)["ICERTIS_CLIENT_SECRET"], "[secret]");
    assert.deepEqual(outputs["dates"], { value: { nextRotationOn: "2027-04-22T00:00:00Z" }, secret: false });
  });
});
