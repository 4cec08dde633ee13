import assert from "node:assert/strict";
import type { SandboxOptions } from "../../../packages/entra-sandbox";
import { deploySample, type DeployedSample, frozenSandbox, inSandbox, tags } from "../deployedSample";
import { type ToolContext, ToolFolder, type ToolRun } from "../runTool";
import { FakePulumi } from "./fakePulumi";

/** What `doctor --json` came to. */
interface Diagnosis extends ToolRun {
  /** Code of the error it ended with. */
  readonly error: string | undefined;
  /** Codes of the findings that are left. */
  readonly findings: readonly string[] | undefined;
  /** What it did. */
  readonly done: readonly string[] | undefined;
}

/** A deployed stack `dev`, in a sandbox and in a Pulumi CLI that are not real, for the doctor to look at. */
export class DoctorRun {
  readonly pulumi: FakePulumi;
  private readonly folder = new ToolFolder();

  private constructor(readonly sample: DeployedSample) {
    this.pulumi = new FakePulumi(sample);
  }

  static async start(options: SandboxOptions = {}): Promise<DoctorRun> {
    return new DoctorRun(await deploySample(await frozenSandbox(options)));
  }

  get sandbox() {
    return this.sample.sandbox;
  }

  async close(): Promise<void> {
    await this.sandbox.close();
  }

  /** Runs `icertis-access doctor --stack dev` with more words. */
  async run(words: readonly string[], given: ToolContext = {}): Promise<Diagnosis> {
    const all = ["doctor", "--stack", "dev", "--json", ...words];
    const ran = await this.folder.run(all, { ...inSandbox(this.sandbox), run: this.pulumi.run, ...given });
    const printed = JSON.parse(ran.out) as { findings?: { code: string }[]; code?: string; done?: string[] };
    const findings = printed.findings?.map(({ code }) => code);
    return { ...ran, error: printed.code, findings, done: printed.done };
  }

  fix(given: ToolContext = {}): Promise<Diagnosis> {
    return this.run(["--fix", "--yes"], given);
  }

  /** Runs it with `--forget`, which prints nothing but notes. */
  forget(given: ToolContext): Promise<ToolRun> {
    const words = ["doctor", "--stack", "dev", "--forget"];
    return this.folder.run(words, { ...inSandbox(this.sandbox), run: this.pulumi.run, ...given });
  }

  /** A call to Graph as the identity that deploys. */
  async graph(method: string, path: string, body?: object) {
    const answer = await this.sandbox.graph()(method, path, body);
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    return answer.body as { id: string; appId: string; keyId: string };
  }

  /** An application as an interrupted run leaves it. */
  orphan(displayName = "TERRAFORM_UPDATE_1234") {
    return this.graph("POST", "/applications", { displayName, tags });
  }

  /** Makes a client secret by hand. */
  async addSecret(displayName: string, endDateTime: string): Promise<string> {
    const path = `/applications/${this.sample.outputs.objectId}/addPassword`;
    return (await this.graph("POST", path, { passwordCredential: { displayName, endDateTime } })).keyId;
  }

  /** Key ids of the application's client secrets. */
  secrets(): string[] {
    const [application] = this.sandbox.snapshot().applications;
    return application?.passwordCredentials.map(({ keyId }) => keyId) ?? [];
  }

  /** The requests that change something in Entra ID, so far. */
  writes(): string[] {
    return this.sandbox.requestLog.exchanges
      .filter(({ method, path }) => method !== "GET" && !path.endsWith("/token"))
      .map(({ method, path }) => `${method} ${path}`);
  }

  environmentOf(identity: number) {
    const { clientId, clientSecret } = this.sandbox.identities[identity] ?? {};
    return { ...this.sandbox.environment, ARM_CLIENT_ID: clientId, ARM_CLIENT_SECRET: clientSecret };
  }
}
