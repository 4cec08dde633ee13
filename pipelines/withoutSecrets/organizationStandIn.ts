import { programTag } from "../../model/tags";
import { type Environment, shortName } from "../steps/job";
import type { StandIn } from "./standIn";

/** The only one of a throw-away backend. */
const throwAway = "organization";

/**
 * The program's tags name organization, project and stack. In a throw-away backend they name another organization,
 * which would show as a change: so the state's tags name that one too, and what is shown names the real one.
 */
export function organizationStandIn(stack: string, environment: Environment): StandIn {
  const organization = organizationOf(stack, environment);
  return {
    there: (text) => renamed(text, organization, throwAway, shortName(stack)),
    back: (text) => renamed(text, throwAway, organization, shortName(stack)),
  };
}

function organizationOf(stack: string, { PULUMI_BACKEND_URL: url = "", PULUMI_ORGANIZATION }: Environment): string {
  const [first = "", ...rest] = stack.split("/");
  if (rest.length > 0) return first;
  // A storage account as the backend has that one organization too.
  return (/^https?:/.test(url) && PULUMI_ORGANIZATION) || throwAway;
}

/** Renames the organization in tags, be they a member of a list or of a map, in JSON or as the engine shows them. */
function renamed(text: string, from: string, to: string, stack: string): string {
  const tag = new RegExp(`(${programTag}"?:\\s*"?)${literal(from)}(/[^/"\\s]+/${literal(stack)})(?![\\w-])`, "g");
  return text.replace(tag, (_, before: string, after: string) => `${before}${to}${after}`);
}

function literal(text: string): string {
  return text.replace(/[^\w]/g, "\\$&");
}
