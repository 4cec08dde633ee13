import { contractProblem } from "../../model/outputsContract";
import { connectGraph, type Graph } from "../graph/graphClient";
import { exitCode, Refusal } from "../refusal";
import { readState, type StackState } from "../state/stackState";
import type { Surroundings } from "../surroundings";
import type { CommonOptions } from "../verb";
import { credentialFindings } from "./credentialFindings";
import { gatherFacts } from "./facts";
import type { Finding } from "./finding";
import { registrationFindings } from "./registrationFindings";
import { strayFindings } from "./strayFindings";

export interface DoctorOptions extends CommonOptions {
  readonly stack?: string;
  readonly state?: string;
  readonly project: string;
  readonly fix: boolean;
  readonly yes: boolean;
}

/** Compares Entra ID with a stack and tells what does not agree, each with what mends it. */
export async function doctor(options: DoctorOptions, surroundings: Surroundings): Promise<number> {
  const state = await readState(options.stack, options.state, options.project, surroundings);
  const graph = await connectGraph(tenantOf(state, surroundings), surroundings);
  const organization = options.stack?.split("/").at(-3) ?? "organization";
  const facts = await gatherFacts(state, graph, organization, surroundings.now());
  const findings = [...registrationFindings(facts), ...credentialFindings(facts), ...strayFindings(facts)];
  if (!options.json) surroundings.out(report(state.stack, findings));
  const fixed = options.fix ? await fixAll(findings, graph, options.yes, surroundings) : [];
  if (options.json) {
    const plain = findings.map(({ level, what, mend, fix }) => ({ level, what, mend, fixable: fix !== undefined }));
    surroundings.out(`${JSON.stringify({ stack: state.stack, findings: plain, fixed }, null, 2)}\n`);
  }
  const open = findings.filter(({ level, fix }) => level !== "note" && !(fix && fixed.includes(fix.removes)));
  return open.length > 0 ? exitCode.no : exitCode.ok;
}

/** The tenant, from the outputs or, where a first run was cut short, from the environment. */
function tenantOf(state: StackState, { environment }: Surroundings): string {
  const { tenantId, authentication, contractVersion } = state.outputs;
  if (authentication === "apiKey") {
    throw new Refusal(`stack ${state.stack} uses an API key: there is nothing of it in Entra ID to look at`);
  }
  if (typeof tenantId === "string") {
    const problem = contractProblem(contractVersion, `stack ${state.stack}`);
    if (problem !== undefined) throw new Refusal(problem);
    return tenantId;
  }
  if (environment["ARM_TENANT_ID"]) return environment["ARM_TENANT_ID"];
  throw new Refusal(`stack ${state.stack} has no output tenantId yet; set ARM_TENANT_ID to the tenant it is for`);
}

function report(stack: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return `Entra ID has just what stack ${stack} declares.\n`;
  return findings.map(({ level, what, mend }) => `${level.padEnd(7)}  ${what}\n         ${mend}\n`).join("");
}

async function fixAll(
  findings: readonly Finding[],
  graph: Graph,
  confirmed: boolean,
  surroundings: Surroundings,
): Promise<string[]> {
  const fixes = findings.flatMap(({ fix }) => (fix ? [fix] : []));
  if (fixes.length === 0) {
    surroundings.note("--fix: nothing here carries this stack's tags without being in its state; nothing was removed");
    return [];
  }
  surroundings.note(["--fix removes:", ...fixes.map(({ removes }) => `  ${removes}`)].join("\n"));
  if (!confirmed) {
    const answer = await surroundings.ask("Remove them? (yes or no) ");
    if (answer === undefined)
      throw new Refusal("nobody is there to confirm; give --yes to remove them unasked. Nothing was removed");
    if (!/^y(es)?$/i.test(answer.trim())) {
      surroundings.note("nothing was removed");
      return [];
    }
  }
  const done: string[] = [];
  for (const { removes, act } of fixes) {
    await act(graph);
    surroundings.note(`removed ${removes}`);
    done.push(removes);
  }
  return done;
}
