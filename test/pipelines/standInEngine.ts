import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Ended, RunOptions } from "../../pipelines/steps/job";

/** A command that ran, with the variables that matter. */
export interface Call {
  readonly command: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** How a command is to fail, once. */
export interface Failure {
  /** Beginning of the command line. */
  readonly on: string;
  readonly text: string;
  readonly code?: number;
}

/**
 * Stands in for the Pulumi CLI, for Git and for `icertis-access` where no engine is installed: remembers what was
 * asked, answers as they do, and fails when told to.
 */
export class StandInEngine {
  readonly calls: Call[] = [];
  readonly failures: Failure[] = [];
  /** Key id of the published secret; undefined until the first `up`. */
  keyId: string | undefined;
  /** What the next `up` publishes. */
  nextKeyId = "key-1";
  previousExpiresOn: string | undefined;
  head = "c0ffee".padEnd(40, "0");
  readonly releases: string[] = [];
  secrets = 0;

  /** The command lines so far, without the flags all of them have. */
  get lines(): string[] {
    return this.calls.map(({ command }) => command);
  }

  run(command: string, args: readonly string[], { environment = {} }: RunOptions = {}): Promise<Ended> {
    const tool = command === process.execPath ? "icertis-access" : command;
    const words =
      tool === "icertis-access"
        ? args.slice(3)
        : args.filter((word) => !/^(--non-interactive|--color|never)$/.test(word));
    const line = [tool, ...words].join(" ");
    this.calls.push({ command: line, environment });
    const index = this.failures.findIndex(({ on }) => line.startsWith(on));
    if (index >= 0) {
      const [{ text, code = 255 } = { text: "" }] = this.failures.splice(index, 1);
      return Promise.resolve({ code, out: "", text });
    }
    const out = this.answer(line, words);
    return Promise.resolve({ code: 0, out, text: out });
  }

  private answer(line: string, words: readonly string[]): string {
    if (line.startsWith("pulumi up")) return this.up();
    if (line.startsWith("pulumi stack output")) return this.outputs();
    if (line.startsWith("pulumi stack history")) return this.history();
    if (line.startsWith("pulumi stack export")) return JSON.stringify({ version: 3, deployment: { resources: [] } });
    if (line.startsWith("pulumi preview")) return "Previewing update (dev):\nResources:\n    8 unchanged\n";
    if (line.startsWith("git rev-parse")) return `${this.head}\n`;
    if (line.startsWith("git checkout")) this.head = words.at(-1) ?? "";
    const page = words[words.indexOf("--out") + 1];
    if (line.startsWith("icertis-access handoff") && page !== undefined) {
      mkdirSync(dirname(page), { recursive: true });
      writeFileSync(page, "<html>masked</html>");
    }
    return "";
  }

  private up(): string {
    this.keyId = this.nextKeyId;
    this.releases.unshift(this.head);
    return "Resources:\n    8 unchanged\n";
  }

  private outputs(): string {
    if (this.keyId === undefined) return "{}";
    return JSON.stringify({
      clientSecretKeyId: this.keyId,
      clientSecretExpiresOn: "2027-05-22T00:00:00Z",
      ...(this.previousExpiresOn && { previousClientSecretExpiresOn: this.previousExpiresOn }),
    });
  }

  private history(): string {
    const failed = { kind: "update", result: "failed", environment: { "git.head": "f".repeat(40) } };
    const released = this.releases.map((head) => ({
      kind: "update",
      result: "succeeded",
      environment: { "git.head": head },
    }));
    return JSON.stringify([failed, { kind: "refresh", result: "succeeded" }, ...released]);
  }
}

/** A checkout with what steps look at. */
export function standInCheckout(folder: string): void {
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  writeFileSync(join(folder, "Pulumi.dev.yaml"), "config:\n  icertis-access:displayName: ICM API (Dev)\n");
  writeFileSync(join(folder, "Pulumi.prod.yaml"), "config: {}\n");
}
