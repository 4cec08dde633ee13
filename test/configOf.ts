import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { readConfig, type Config } from "../config";
import { UserError } from "../entra/userError";
import { withEnvironment } from "../workbench/engine/environment";
import { runOnFake } from "../workbench/engine/fakeRuntime";
import { stackConfig } from "../workbench/engine/stackConfig";

const now = Date.UTC(2026, 10, 23, 9, 15, 30, 250);

/** What else a run depends on. */
interface Circumstances {
  readonly stack?: string;
  readonly secretKeys?: string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a stack's configuration reads as on a machine of which nothing else is known. */
export function configOf(
  overrides: Readonly<Record<string, unknown>> = {},
  { stack = "dev", secretKeys = [], environment = {} }: Circumstances = {},
): Promise<Config> {
  const clean = { ICERTIS_ACCESS_NOW: undefined, ARM_METADATA_HOSTNAME: undefined, ARM_ENVIRONMENT: undefined };
  return withEnvironment({ ...clean, ...environment }, async () => {
    const { result } = await runOnFake(() => readConfig(() => now), {
      project: "icertis-access",
      stack,
      config: stackConfig(stack, overrides),
      secretKeys: secretKeys.map((key) => `icertis-access:${key}`),
      newResource: () => assert.fail(),
      call: () => assert.fail(),
    });
    return result;
  });
}

/** What is wrong with a configuration, a line for each problem. */
export async function problemsOf(
  overrides: Readonly<Record<string, unknown>>,
  circumstances: Circumstances = {},
): Promise<string[]> {
  try {
    await configOf(overrides, circumstances);
  } catch (error) {
    assert.ok(error instanceof UserError && pulumi.RunError.isInstance(error), "shown without a stack trace");
    assert.equal(error.code, "configuration-invalid");
    return error.message
      .split(/\n(?= {2}\S)/)
      .slice(1)
      .map((line) => line.slice(2));
  }
  assert.fail("the configuration was taken");
}

/** The keys of the problems with a configuration. */
export async function keysOf(
  overrides: Readonly<Record<string, unknown>>,
  circumstances: Circumstances = {},
): Promise<string[]> {
  return (await problemsOf(overrides, circumstances)).map((line) => line.replace(/: .*$/s, ""));
}
