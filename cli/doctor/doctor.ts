import { resolve } from "node:path";
import type { Context } from "../../entra/context";
import { connectGraph, type Graph } from "../../entra/graphClient";
import { UserError } from "../../entra/userError";
import { contractProblem } from "../../model/outputs";
import { programName } from "../../model/program";
import { exitCode } from "../exitCode";
import { readState, type StackState } from "../state/stackState";
import type { CommonOptions } from "../verb";
import { credentialFindings } from "./credentialFindings";
import { gatherFacts } from "./facts";
import type { Finding } from "./finding";
import { carryOut, stepsOf } from "./fix";
import { forget } from "./forget";
import { staleLock } from "./lock";
import { ownerFindings } from "./ownerFindings";
import { popupFindings } from "./popupFindings";
import { registrationFindings } from "./registrationFindings";
import { strayFindings } from "./strayFindings";
import { unrecordedFindings } from "./unrecordedFindings";

export interface DoctorOptions extends CommonOptions {
  readonly stack?: string;
  readonly state?: string;
  readonly project: string;
  readonly fix: boolean;
  readonly restore: boolean;
  readonly forget: boolean;
  readonly yes: boolean;
}

/** What was found, and the means to do something about it. */
export interface Examination {
  readonly state: StackState;
  readonly graph: Graph;
  readonly findings: readonly Finding[];
}

/** One thing may call for another, such as a restored application for a refresh. */
const mostRounds = 3;

/** Compares Entra ID with a stack and says what does not agree, each with what puts it right; with `--fix` does it. */
export async function doctor(options: DoctorOptions, context: Context): Promise<number> {
  const { stack, json } = options;
  if (options.forget) return forget(await examined(options, context), options, context);
  if (!options.fix) {
    const found = await examined(options, context);
    const code = report(found, [], json, context);
    if (!json && found.findings.some(({ step }) => step)) {
      context.out(
        `\nnpx icertis-access doctor --fix --stack ${found.state.stack}   # does what can be done here, after asking\n`,
      );
    }
    return code;
  }
  if (stack === undefined) {
    throw new UserError(
      "stack-missing",
      "--fix changes the state of a stack, not a file",
      "give the stack with --stack",
    );
  }
  let found = await examined(options, context);
  const done: string[] = [];
  for (let round = 1; ; round += 1) {
    // What is found afterwards is not of a run that is at work: that would have taken the lock.
    const lock = await staleLock(found.state, stack, resolve(context.folder, options.project), context);
    found = await examined(options, context);
    const steps = stepsOf(found, options, lock).filter(({ does }) => !done.includes(does));
    if (steps.length === 0 || round > mostRounds) return fixed(found, done, options, context);
    if (!json) context.out(reportText(found));
    const carried = await carryOut(steps, found, { ...options, stack }, context);
    done.push(...carried);
    if (carried.length < steps.length) return fixed(await examined(options, context), done, options, context);
  }
}

function fixed(found: Examination, done: string[], { json }: DoctorOptions, context: Context): number {
  const code = report(found, done, json, context);
  if (done.length > 0) context.note(`next: pulumi up --stack ${found.state.stack}`);
  return code;
}

async function examined(options: DoctorOptions, context: Context): Promise<Examination> {
  const state = await readState(options, context);
  const graph = await connectGraph(tenantOf(state, context), context);
  const facts = await gatherFacts(state, graph, options, context);
  const findings = [
    ...registrationFindings(facts),
    ...unrecordedFindings(facts),
    ...ownerFindings(facts),
    ...popupFindings(facts),
    ...credentialFindings(facts),
    ...strayFindings(facts),
  ];
  return { state, graph, findings };
}

/** The tenant, from the outputs or, where a first run was cut short, from what it made or the environment. */
function tenantOf(state: StackState, { environment }: Context): string {
  const { stack, project, outputs, applications, servicePrincipals } = state;
  const { tenantId, authentication, contractVersion } = outputs;
  if (project !== programName && applications.length === 0 && contractVersion === undefined) {
    const hint = "give the folder of its project with --project";
    throw new UserError("stack-foreign", `stack ${stack} of project ${project} holds nothing of ${programName}`, hint);
  }
  if (authentication === "apiKey") {
    const problem = `stack ${stack} uses an API key: there is nothing of it in Entra ID to look at`;
    throw new UserError("stack-uses-api-key", problem);
  }
  if (typeof tenantId === "string") {
    const problem = contractProblem(contractVersion, `stack ${stack}`);
    if (problem !== undefined) throw new UserError("contract-version", problem);
    return tenantId;
  }
  const tenant = servicePrincipals[0]?.applicationTenantId || environment["ARM_TENANT_ID"];
  if (tenant) return tenant;
  const hint = "set ARM_TENANT_ID to the tenant it is for";
  throw new UserError("tenant-missing", `stack ${stack} has no output tenantId yet`, hint);
}

function report(found: Examination, done: readonly string[], json: boolean, context: Context): number {
  const { state, findings } = found;
  if (json) {
    const plain = findings.map(({ step, ...finding }) => ({ ...finding, fixable: step !== undefined }));
    context.out(`${JSON.stringify({ stack: state.stack, findings: plain, done }, null, 2)}\n`);
  } else {
    context.out(reportText(found));
  }
  return findings.some(({ level }) => level !== "note") ? exitCode.no : exitCode.ok;
}

function reportText({ state, findings }: Examination): string {
  if (findings.length === 0) return `Entra ID has just what stack ${state.stack} declares.\n`;
  return findings.map(({ level, what, hint }) => `${level.padEnd(7)}  ${what}\n         ${hint}\n`).join("");
}
