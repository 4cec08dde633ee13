import type { Policies } from "@pulumi/policy";
import * as server from "@pulumi/policy/server";
import { unknownValue } from "@pulumi/pulumi/runtime";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";

type Rule = Policies[number];

/** A resource as the engine shows it to a pack. */
export interface ShownResource {
  readonly type: string;
  readonly props?: Readonly<Record<string, unknown>>;
  readonly name?: string;
  /** Names of the resources each property was made from; only rules over whole stacks see them. */
  readonly from?: Readonly<Record<string, readonly string[]>>;
}

/** One report of a rule. */
interface Violation {
  readonly message: string;
  readonly level: string;
  readonly urn: string;
}

/** What a value is before a preview knows it. */
export const unknown = unknownValue;

/** A value that is marked as a secret, as the engine sends it. */
export function secret(value: unknown): object {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

export function urnOf({ type, name = "it" }: ShownResource): string {
  return `urn:pulumi:dev::project::${type}::${name}`;
}

/** The messages of a rule about one resource, without the description in front of each. */
export async function messagesOf(rule: Rule, resource: ShownResource, config: object = {}): Promise<string[]> {
  const all = await violationsOf(rule, [resource], config);
  return all.map(({ message }) => message);
}

/**
 * Runs one rule over resources in the SDK's own request handlers, as the engine makes it: first what could remediate each
 * resource, then its validation, then the one of the whole stack. Only these handlers wrap unknown values and unwrap
 * secrets, and they are no part of the SDK's public types.
 */
export async function violationsOf(
  rule: Rule,
  resources: readonly ShownResource[],
  config: object = {},
): Promise<Violation[]> {
  const configured = withConfig(rule, config);
  const handlers = server as unknown as Readonly<Record<string, (...pack: unknown[]) => Handler>>;
  const call = (name: string, request: unknown) =>
    new Promise<Response>((resolve, reject) => {
      const handler = handlers[name]?.("pack", "1.0.0", "mandatory", [configured]);
      void handler?.({ request }, (error, response) =>
        response ? resolve(response) : reject(new Error(String(error))),
      );
    });
  const responses: Response[] = [];
  for (const resource of resources) {
    const remediated = await call("makeRemediateRpcFun", requestOf(resource));
    if (remediated.getRemediationsList?.().length) throw new Error("no rule of this pack changes a resource");
    responses.push(await call("makeAnalyzeRpcFun", requestOf(resource)));
  }
  const stack = new analyzer.AnalyzeStackRequest();
  stack.setResourcesList(resources.map((resource) => stackResourceOf(resource, resources)));
  responses.push(await call("makeAnalyzeStackRpcFun", stack));
  return responses
    .flatMap((response) => response.getDiagnosticsList?.() ?? [])
    .map((diagnostic) => ({
      message: diagnostic.getMessage().replace(`${rule.description}\n`, ""),
      level: ["advisory", "mandatory"][diagnostic.getEnforcementlevel()] ?? "another",
      urn: diagnostic.getUrn(),
    }));
}

type Done = (error: unknown, response?: Response) => void;
type Handler = (call: { request: unknown }, done: Done) => Promise<void>;

interface Response {
  getDiagnosticsList?(): { getMessage(): string; getEnforcementlevel(): number; getUrn(): string }[];
  getRemediationsList?(): unknown[];
}

/** The rule with a configuration in place of the engine's, which fills in the defaults of the schema like this. */
function withConfig(rule: Rule, config: object): Rule {
  const properties = Object.entries(rule.configSchema?.properties ?? {});
  const defaults = Object.fromEntries(properties.map(([name, schema]) => [name, schema.default as unknown]));
  const { enforcementLevel = rule.enforcementLevel, ...values } = config as { enforcementLevel?: "advisory" };
  const getConfig = <T extends object>() => ({ ...defaults, ...values }) as T;
  const level = enforcementLevel && { enforcementLevel };
  if ("validateStack" in rule) {
    return { ...rule, ...level, validateStack: (args, report) => rule.validateStack({ ...args, getConfig }, report) };
  }
  const { validateResource, remediateResource } = rule;
  return {
    ...rule,
    ...level,
    ...(typeof validateResource === "function" && {
      validateResource: (args, report) => validateResource({ ...args, getConfig }, report),
    }),
    ...(remediateResource && { remediateResource: (args) => remediateResource({ ...args, getConfig }) }),
  };
}

function requestOf(resource: ShownResource): unknown {
  const request = new analyzer.AnalyzeRequest();
  fill(request, resource);
  return request;
}

function stackResourceOf(resource: ShownResource, all: readonly ShownResource[]): analyzer.AnalyzerResource {
  const request = new analyzer.AnalyzerResource();
  fill(request, resource);
  for (const [property, names] of Object.entries(resource.from ?? {})) {
    const dependencies = new analyzer.AnalyzerPropertyDependencies();
    dependencies.setUrnsList(all.filter(({ name = "it" }) => names.includes(name)).map(urnOf));
    request.getPropertydependenciesMap().set(property, dependencies);
  }
  return request;
}

function fill(request: analyzer.AnalyzeRequest | analyzer.AnalyzerResource, resource: ShownResource): void {
  request.setType(resource.type);
  request.setName(resource.name ?? "it");
  request.setUrn(urnOf(resource));
  // All that the SDK asks of the properties; a real Struct would take another package to make.
  const properties = { toJavaScript: () => JSON.parse(JSON.stringify(resource.props ?? {})) as object };
  Object.assign(request, { getProperties: () => properties });
  request.setOptions(new analyzer.AnalyzerResourceOptions());
}
