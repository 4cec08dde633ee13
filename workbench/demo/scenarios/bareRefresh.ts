import type { Finding } from "../checks";
import { attemptWith, iciVerdict, verdictFinding, type Deployed, type DemoContext } from "../context";
import type { Outputs } from "../engines";
import { connectBare } from "../uipathConnection";

/**
 * Where one registration is client and API at once, Entra ID answers a refresh that names no scope with AADSTS90009. The
 * documented ways out: `acceptGuidAudience` with the Scope field in its GUID form, and `clientApplication: separate`.
 */
export async function bareRefresh(context: DemoContext, environment: Deployed): Promise<Finding> {
  const { latest } = environment;
  const denied = await accepted(context, environment, latest, latest.uipathConnection.scope).then(
    ({ got }) => got,
    (error: Error & { error_description?: string }) => error.error_description ?? error.message,
  );
  if (!denied.startsWith("AADSTS90009:")) return { ok: false, got: `not denied: ${denied}` };
  for (const wayOut of [byGuid, bySeparateClient]) {
    const finding = await wayOut(context, environment);
    if (!finding.ok) return finding;
  }
  return { ok: true, got: "AADSTS90009; accepted with a GUID scope, and with a separate client" };
}

async function byGuid(context: DemoContext, environment: Deployed): Promise<Finding> {
  const { stack } = environment;
  stack.configure({ acceptGuidAudience: true });
  const outputs = await stack.up();
  // The file's own setting again, from the next up on.
  stack.configure({});
  return accepted(context, environment, outputs, outputs.uipathConnection.scope.replaceAll("api://", ""));
}

/** In a stack beside the first: a client of its own is a matter of the first deployment. */
async function bySeparateClient(context: DemoContext, environment: Deployed): Promise<Finding> {
  const stack = await context.engine.newStack(environment.name);
  stack.configure({ clientApplication: "separate" });
  const outputs = await stack.up();
  return accepted(context, environment, outputs, outputs.uipathConnection.scope);
}

/** What ICI, with the tenant.json of these outputs, says of a token refreshed without a scope. */
async function accepted(
  context: DemoContext,
  environment: Deployed,
  outputs: Outputs,
  scope: string,
): Promise<Finding> {
  const attempt = attemptWith(context, environment, outputs);
  const now = context.sandbox.clock.now();
  const session = await connectBare({ ...attempt, fields: { ...attempt.fields, scope } }, now);
  return verdictFinding(await iciVerdict(context, outputs.tenantJson, await session.refresh()));
}
