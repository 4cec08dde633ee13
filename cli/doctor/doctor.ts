import { contractProblem } from "../../model/outputs";
import { connectGraph, type Graph } from "../../entra/graphClient";
import { UserError } from "../../entra/userError";
import { exitCode } from "../exitCode";
import { readState, type StackState } from "../state/stackState";
import type { Context } from "../../entra/context";
import type { CommonOptions } from "../verb";
import { credentialFindings } from "./credentialFindings";
import { gatherFacts } from "./facts";
import type { Finding } from "./finding";
import { ownerFindings } from "./ownerFindings";
import { popupFindings } from "./popupFindings";
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
export async function doctor(options: DoctorOptions, context: Context): Promise<number> {
  const state = await readState(options.stack, options.state, options.project, context);
  const graph = await connectGraph(tenantOf(state, context), context);
  const organization = options.stack?.split("/").at(-3) ?? "organization";
  const facts = await gatherFacts(state, graph, organization, context.now());
  const findings = [
    ...registrationFindings(facts),
    ...ownerFindings(facts),
    ...popupFindings(facts),
    ...credentialFindings(facts),
    ...strayFindings(facts),
  ];
  if (!options.json) context.out(report(state.stack, findings));
  const fixed = options.fix ? await fixAll(findings, graph, options.yes, context) : [];
  if (options.json) {
    const plain = findings.map(({ level, what, mend, fix }) => ({ level, what, mend, fixable: fix !== undefined }));
    context.out(`${JSON.stringify({ stack: state.stack, findings: plain, fixed }, null, 2)}\n`);
  }
  const open = findings.filter(({ level, fix }) => level !== "note" && !(fix && fixed.includes(fix.removes)));
  return open.length > 0 ? exitCode.no : exitCode.ok;
}

/** The tenant, from the outputs or, where a first run was cut short, from the environment. */
function tenantOf(state: StackState, { environment }: Context): string {
  const { tenantId, authentication, contractVersion } = state.outputs;
  if (authentication === "apiKey") {
    throw new UserError(
      "unclassified",
      `stack ${state.stack} uses an API key: there is nothing of it in Entra ID to look at`,
    );
  }
  if (typeof tenantId === "string") {
    const problem = contractProblem(contractVersion, `stack ${state.stack}`);
    if (problem !== undefined) throw new UserError("unclassified", problem);
    return tenantId;
  }
  if (environment["ARM_TENANT_ID"]) return environment["ARM_TENANT_ID"];
  throw new UserError(
    "unclassified",
    `stack ${state.stack} has no output tenantId yet; set ARM_TENANT_ID to the tenant it is for`,
  );
}

function report(stack: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return `Entra ID has just what stack ${stack} declares.\n`;
  return findings.map(({ level, what, mend }) => `${level.padEnd(7)}  ${what}\n         ${mend}\n`).join("");
}

async function fixAll(
  findings: readonly Finding[],
  graph: Graph,
  confirmed: boolean,
  context: Context,
): Promise<string[]> {
  const fixes = findings.flatMap(({ fix }) => (fix ? [fix] : []));
  if (fixes.length === 0) {
    context.note("--fix: nothing here carries this stack's tags without being in its state; nothing was removed");
    return [];
  }
  context.note(["--fix removes:", ...fixes.map(({ removes }) => `  ${removes}`)].join("\n"));
  if (!confirmed) {
    const answer = await context.ask("Remove them? (yes or no) ");
    if (answer === undefined)
      throw new UserError(
        "unclassified",
        "nobody is there to confirm; give --yes to remove them unasked. Nothing was removed",
      );
    if (!/^y(es)?$/i.test(answer.trim())) {
      context.note("nothing was removed");
      return [];
    }
  }
  const done: string[] = [];
  for (const { removes, act } of fixes) {
    await act(graph);
    context.note(`removed ${removes}`);
    done.push(removes);
  }
  return done;
}
