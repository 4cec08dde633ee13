import type { CommandResult, RunOptions } from "../../../entra/context";
import { component, type DeployedSample, type StateResource } from "../deployedSample";

/** A Pulumi CLI that keeps the state of one stack, as far as the doctor uses it. */
export class FakePulumi {
  /** What it was told to change, without the options that do not matter. */
  readonly changes: string[] = [];
  /** Who holds the state's lock: `user@host (pid 1)`. */
  lock: string | undefined;
  /** Earlier runs; `undefined` where they cannot be read. */
  history: object[] | undefined = [];
  pending: object[] = [];
  outputs: Record<string, unknown> | undefined;

  constructor(
    private readonly sample: DeployedSample,
    public change: (resources: StateResource[]) => StateResource[] = (all) => all,
  ) {}

  readonly run = (line: string, { input }: RunOptions): Partial<CommandResult> | undefined => {
    const words = line.replace(/ --stack \S+ --non-interactive$/, "").split(" ");
    const [, verb = ""] = words;
    if (line.startsWith("pulumi stack export")) return { out: this.state() };
    if (line.startsWith("pulumi whoami")) return { out: '{"user": "root", "url": "file:///state"}' };
    if (line.startsWith("pulumi stack history")) {
      return this.history ? { out: JSON.stringify(this.history) } : { code: 255, errors: "error: no history\n" };
    }
    if (verb === "cancel") this.lock = undefined;
    if (this.lock !== undefined) {
      const errors = `error: the stack is currently locked by 1 lock(s).\n  file:///x.json: created by ${this.lock} at 2026-12-01T11:00:00Z\n`;
      return { code: 255, errors };
    }
    if (line.startsWith("pulumi stack rename")) {
      return { code: 255, errors: "error: a stack named organization/icertis-access/dev already exists\n" };
    }
    this.changes.push(words.filter((word) => !word.startsWith("--")).join(" "));
    if (verb === "refresh") this.refresh();
    if (verb === "import") this.import(words.at(-3) ?? "", words.at(-2) ?? "", words.at(-1) ?? "");
    if (line.startsWith("pulumi stack import")) this.outputs = outputsIn(input ?? "");
    return {};
  };

  /** What `pulumi stack export` prints. */
  state(): string {
    const text = this.sample.state(this.change);
    const { deployment } = JSON.parse(text) as { deployment: { resources: StateResource[] } };
    const [root, ...rest] = deployment.resources;
    const resources = [{ ...root, ...(this.outputs && { outputs: this.outputs }) }, ...rest];
    return JSON.stringify({ deployment: { resources, pending_operations: this.pending } });
  }

  private refresh(): void {
    this.pending = [];
    const { applications, servicePrincipals } = this.sample.sandbox.snapshot();
    const present = new Set([
      ...[...applications, ...servicePrincipals].map(({ id }) => id),
      ...applications.flatMap(({ passwordCredentials }) => passwordCredentials.map(({ keyId }) => keyId)),
    ]);
    const before = this.change;
    this.change = (all) =>
      before(all).filter(({ outputs }) => {
        const id = outputs["keyId"] ?? outputs["objectId"];
        return outputs["contractVersion"] !== undefined || typeof id !== "string" || present.has(id);
      });
  }

  private import(type: string, name: string, id: string): void {
    const before = this.change;
    const [, , objectId = ""] = id.split("/");
    const outputs = {
      objectId,
      clientId: this.sample.outputs.clientId,
      applicationId: `/applications/${objectId}`,
      authorizedClientId: id.split("/").at(-1),
      resourceServicePrincipalObjectId: this.sample.outputs.servicePrincipalObjectId,
    };
    const urn = `urn:pulumi:dev::icertis-access::${type}::${name}`;
    this.change = (all) => [...before(all), { urn, type, inputs: {}, outputs, parent: component }];
  }
}

function outputsIn(state: string): Record<string, unknown> | undefined {
  const { deployment } = JSON.parse(state) as { deployment: { resources: StateResource[] } };
  return deployment.resources[0]?.outputs;
}
