import * as v from "valibot";
import type { Context } from "../../entra/context";
import { anyObject } from "../../entra/directoryObjects";
import { UserError } from "../../entra/userError";
import { exitCode } from "../exitCode";
import { jsonOf } from "../../model/json";
import { pulumiCommand } from "../outputs/pulumiCommand";
import type { DoctorOptions, Examination } from "./doctor";
import { refreshStep } from "./finding";
import { isConfirmed } from "./fix";

interface Deployment {
  readonly deployment: { readonly resources: { readonly type: string; outputs?: object }[] };
}

const deployment = v.object({ deployment: v.object({ resources: v.array(v.object({ type: v.string() })) }) });
/** As it was exported, every other member included. */
const exportedDeployment = v.custom<Deployment>((value) => v.is(deployment, value));

/** Lets a stack whose registration is gone for good start anew: its state forgets the old one, outputs included. */
export async function forget(found: Examination, options: DoctorOptions, context: Context): Promise<number> {
  const { state, graph, findings } = found;
  const { stack, project, yes } = options;
  if (stack === undefined)
    throw new UserError("stack-missing", "--forget changes the state of a stack", "give --stack");
  const gone = findings.filter(({ code }) => code === "application-gone").length;
  if (gone < state.applications.length || (await stillThere(found))) {
    throw new UserError(
      "application-present",
      `the registration of stack ${state.stack} is still there; nothing was changed`,
      "to remove it: pulumi destroy --run-program",
    );
  }
  if (state.applications.length === 0 && state.outputs["objectId"] === undefined) {
    throw new UserError("nothing-to-forget", `stack ${state.stack} has had no registration: pulumi up makes one`);
  }
  const { clientId } = state.outputs;
  const old = typeof clientId === "string" ? clientId : state.applications[0]?.clientId;
  context.note(
    `stack ${state.stack} will forget the registration with client id ${old}: the next \`pulumi up\` makes a new one, and Icertis and UiPath need its values`,
  );
  if (findings.some(({ step }) => step?.kind === "restore")) {
    context.note(
      `it can still be restored, with its client id: npx icertis-access doctor --fix --restore --stack ${stack}`,
    );
  }
  if (!(await isConfirmed("Forget it?", yes, context))) return exitCode.no;
  const pulumi = (args: readonly string[], input?: string) => pulumiCommand(args, { stack, project }, context, input);
  await refreshStep(stack).act({ graph, pulumi: (...args) => pulumi(args) });
  const exported = jsonOf(await pulumi(["stack", "export"]), exportedDeployment);
  if (!exported) throw new UserError("state-invalid", `stack ${state.stack} holds no state any more`, "pulumi up");
  for (const resource of exported.deployment.resources) {
    if (resource.type === "pulumi:pulumi:Stack") resource.outputs = {};
  }
  await pulumi(["stack", "import"], JSON.stringify(exported));
  context.note(`forgotten; next: pulumi up --stack ${stack}`);
  return exitCode.ok;
}

/** The outputs may name a registration that the state has lost. */
async function stillThere({ state, graph }: Examination): Promise<boolean> {
  const { objectId } = state.outputs;
  return typeof objectId === "string" && (await graph.get(`/applications/${objectId}`, anyObject)) !== undefined;
}
