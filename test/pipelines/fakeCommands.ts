import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { CommandResult, RunOptions } from "../../entra/context";

/** A command that ran, with its variables. */
interface Call {
  readonly command: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** How a command is to fail, once; with the code 0 it prints something else. */
interface Failure {
  /** Beginning of the command line. */
  readonly on: string;
  readonly text: string;
  readonly code?: number;
  /** How many such command lines still succeed before. */
  skip?: number;
  /** What it did all the same. */
  readonly does?: () => void;
}

/** A fake of the Pulumi CLI, of Git and of `icertis-access`: remembers its calls, and answers and fails as they do. */
export class FakeCommands {
  readonly calls: Call[] = [];
  readonly failures: Failure[] = [];
  /** Key id of the published secret; undefined until the first `up`. */
  keyId: string | undefined;
  /** What the next `up` publishes. */
  nextKeyId = "key-1";
  previousExpiresOn: string | undefined;
  /** What `icertis-access secret status` says. */
  status: { level: string; message: string; secret?: { enterInUipathBy?: string } } = { level: "ok", message: "fine" };
  /** Commits of the updates that succeeded, the last one first. */
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

  run(command: string, args: readonly string[], { environment = {} }: RunOptions = {}): Promise<CommandResult> {
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
      const { code = 255, text } = failure;
      return Promise.resolve({ code, out: code === 0 ? text : "", errors: code === 0 ? "" : text, text });
    }
    const out = this.answer(line, words);
    return Promise.resolve({ code: 0, out, errors: "", text: out });
  }

  private answer(line: string, words: readonly string[]): string {
    if (line.startsWith("pulumi up")) this.keyId = this.nextKeyId;
    if (line.startsWith("pulumi stack output")) return this.outputs();
    if (line.startsWith("pulumi stack history")) return this.history(words);
    if (line.startsWith("pulumi stack export")) return JSON.stringify(this.state);
    if (line.startsWith("pulumi preview")) return this.previewed;
    if (line.startsWith("pulumi stack import")) this.imported = readFileSync(words.at(-1) ?? "", "utf8");
    if (line.startsWith("icertis-access secret status")) return JSON.stringify({ stacks: [this.status] });
    const page = words[words.indexOf("--out") + 1];
    if (line.startsWith("icertis-access handoff") && page !== undefined) {
      mkdirSync(dirname(page), { recursive: true });
      writeFileSync(page, "masked");
    }
    return "";
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
    const option = (name: string) => Number(words[words.indexOf(name) + 1]);
    const [size, page] = [option("--page-size"), option("--page")];
    return JSON.stringify(all.slice((page - 1) * size, page * size));
  }
}

/** A checkout with what steps look at. */
export function fakeCheckout(folder: string, stacks: readonly string[] = ["dev", "prod"]): void {
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  mkdirSync(join(folder, "pipelines"), { recursive: true });
  const list = stacks.map((name, index) => `  - { name: ${name}, ring: ${index === 0 ? 1 : 2} }\n`).join("");
  writeFileSync(join(folder, "pipelines", "stacks.yaml"), `stacks:\n${list}`);
  for (const name of stacks) writeFileSync(join(folder, `Pulumi.${name}.yaml`), "config: {}\n");
}
