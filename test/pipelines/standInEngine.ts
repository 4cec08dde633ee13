import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
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
  /** How many such command lines still succeed before. */
  skip?: number;
  /** What it did all the same. */
  readonly does?: () => void;
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
  /** How many updates failed since the last release. */
  failedUpdates = 1;
  /** Releases from a checkout that held more than its commit. */
  readonly dirty = new Set<string>();
  /** What `pulumi stack export` shows. */
  state: unknown = { version: 3, deployment: { resources: [] } };
  /** What `pulumi stack import` was given last. */
  imported = "";
  previewed = "Previewing update (dev):\nResources:\n    8 unchanged\n";

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
    const failure = this.failures.find(({ on }) => line.startsWith(on));
    if (failure?.skip) failure.skip -= 1;
    else if (failure) {
      this.failures.splice(this.failures.indexOf(failure), 1);
      failure.does?.();
      return Promise.resolve({ code: failure.code ?? 255, out: "", text: failure.text });
    }
    const out = this.answer(line, words);
    return Promise.resolve({ code: 0, out, text: out });
  }

  private answer(line: string, words: readonly string[]): string {
    if (line.startsWith("pulumi up")) return this.up();
    if (line.startsWith("pulumi stack output")) return this.outputs();
    if (line.startsWith("pulumi stack history")) return this.history(words);
    if (line.startsWith("pulumi stack export")) return JSON.stringify(this.state);
    if (line.startsWith("pulumi preview")) return this.previewed;
    if (line.startsWith("pulumi stack import")) this.imported = readFileSync(words.at(-1) ?? "", "utf8");
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

  private history(words: readonly string[]): string {
    const entry = (result: string, head: string) => {
      const environment = { "git.head": head, "git.dirty": String(this.dirty.has(head)) };
      return { kind: "update", result, environment };
    };
    const failed = Array.from({ length: this.failedUpdates }, () => entry("failed", "f".repeat(40)));
    const released = this.releases.map((head) => entry("succeeded", head));
    const all = [...failed, { kind: "refresh", result: "succeeded" }, ...released];
    // As the CLI does where it is not told: the first ten.
    const option = (name: string, otherwise: number) =>
      words.includes(name) ? Number(words[words.indexOf(name) + 1]) : otherwise;
    const [size, page] = [option("--page-size", 10), option("--page", 1)];
    return JSON.stringify(all.slice((page - 1) * size, page * size));
  }
}

/** A checkout with what steps look at. */
export function standInCheckout(folder: string): void {
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  writeFileSync(join(folder, "Pulumi.dev.yaml"), "config:\n  icertis-access:displayName: ICM API (Dev)\n");
  writeFileSync(join(folder, "Pulumi.prod.yaml"), "config: {}\n");
}
