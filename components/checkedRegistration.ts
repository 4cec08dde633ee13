import type * as pulumi from "@pulumi/pulumi";
import { parseInstant } from "../model/instant";
import { formatProblems } from "../model/problem";
import { registrationProblems } from "../model/registration";
import { readRotation, type Rotation } from "../model/rotationSettings";
import type { ApiApplicationArgs } from "./apiApplicationArgs";
import { Refusal } from "./refusal";

/**
 * The schedule the args mean, once all of them have passed: the component is offered to programs that have not
 * been through this project's own configuration.
 *
 * @throws pulumi.ResourceError naming every problem at once, shown without a stack trace
 */
export function checkedRegistration(
  args: ApiApplicationArgs,
  component: pulumi.Resource,
): { readonly rotation: Rotation; readonly now: number } {
  const now = parseInstant(args.now ?? "");
  if (now === undefined) {
    const rule = "must be an instant, ISO 8601 with Z or an offset";
    const problem = { key: "now", got: args.now, rule, remedy: "pass new Date().toISOString()" };
    throw new Refusal(`wrong arguments:\n${formatProblems([problem])}`, component);
  }
  const rotation = readRotation(args.rotation, now);
  const problems = registrationProblems(args, now);
  if (Array.isArray(rotation) || problems.length > 0) {
    throw new Refusal(`wrong arguments:\n${formatProblems(problems)}`, component);
  }
  return { rotation, now };
}
