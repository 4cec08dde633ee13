import { randomUUID } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Environment } from "../../entra/context";
import { temporaryFolder } from "../temporaryFolder";
import type { Mask } from "./redactedState";
import { redactedStackFile } from "./redactedStackFile";

/** A copy of the checkout in which the stack's file holds no secrets. */
export interface RedactedCheckout {
  readonly folder: string;
  /** What the CLI runs with in the copy: a backend and a passphrase of its own, and no way to the real ones. */
  readonly environment: Environment;
  readonly secretPaths: readonly string[];
  /** The stack's file in the copy. */
  readonly stackFile: string;
  remove(): void;
}

const leftOut = [".git", "node_modules", "dist", "reports", "handoff"];

/**
 * Copies the checkout.
 *
 * @param stackFile - name of the stack's file
 * @param mask - what to mask in it
 */
export function redactedCheckout(checkout: string, stackFile: string, mask: Mask): RedactedCheckout {
  const root = temporaryFolder("preview");
  const folder = join(root.path, "project");
  const stateFolder = join(root.path, "state");
  mkdirSync(stateFolder);
  const environment = {
    PULUMI_BACKEND_URL: `file://${stateFolder}`,
    PULUMI_CONFIG_PASSPHRASE: randomUUID(),
    PULUMI_CONFIG_PASSPHRASE_FILE: undefined,
    PULUMI_ACCESS_TOKEN: undefined,
    AZURE_FEDERATED_TOKEN_FILE: undefined,
  };
  cpSync(checkout, folder, { recursive: true, filter: (path) => !leftOut.includes(basename(path)) });
  symlinkSync(join(checkout, "node_modules"), join(folder, "node_modules"), "junction");
  const file = join(folder, stackFile);
  const redacted = redactedStackFile(existsSync(file) ? readFileSync(file, "utf8") : "config: {}\n", mask);
  writeFileSync(file, redacted.text);
  return {
    folder,
    environment,
    secretPaths: redacted.secretPaths,
    stackFile: file,
    remove: () => root.remove(),
  };
}
