import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { identifierUriProblem } from "../../model/identifierUri";
import { isKnown, known, knownText, knownTexts } from "../known";
import {
  application,
  applicationIdentifierUri,
  applicationPermissionScope,
  applicationRegistration,
} from "../../model/resourceTypes";

interface Config {
  /** Domains the tenant has verified, which App ID URIs may lie in. */
  readonly verifiedDomains: readonly string[];
}

/** Where each resource says which access tokens it wants, and what it gets when it does not say. */
const versions: Readonly<Record<string, { readonly path: readonly string[]; readonly unset: number }>> = {
  [application]: { path: ["api", "requestedAccessTokenVersion"], unset: 1 },
  [applicationRegistration]: { path: ["requestedAccessTokenVersion"], unset: 2 },
};

/** Version 1 tokens carry the App ID URI as their audience: without one, or with one of another form, nobody gets any. */
export const tokenAudience: StackValidationPolicy = {
  name: "token-audience",
  description: "The version of access tokens and the App ID URI of an API fit together.",
  configSchema: {
    properties: {
      verifiedDomains: {
        type: "array",
        items: { type: "string" },
        default: [],
        description: "Domains the tenant has verified, beside the one it publishes under",
      },
    },
  },
  validateStack(args, report) {
    const { resources } = args;
    for (const app of resources) {
      const setting = versions[app.type];
      if (!setting || !isKnown(app.props, ...setting.path)) continue;
      const version = Number(known(app.props, ...setting.path) ?? setting.unset);
      const uris = urisOf(app, resources);
      if (version === 1 && uris.length === 0 && exposesScopes(app, resources) && isKnown(app.props, "identifierUris")) {
        report("the API has no App ID URI, which its version 1 tokens carry as audience; add one", app.urn);
      }
      const clientId = knownText(app.props, "clientId");
      const objectId = knownText(app.props, "objectId");
      if (clientId === undefined || objectId === undefined) continue;
      const published = knownText(app.props, "publisherDomain") ?? [];
      const domains = args.getConfig<Config>().verifiedDomains.concat(published);
      for (const { uri, urn, setting } of uris) {
        if (uri === undefined) continue;
        const problem = identifierUriProblem(uri, { version, clientId, objectId, domains });
        if (problem !== undefined) report(`${setting} ${problem}`, urn);
      }
    }
  },
};

/** An App ID URI, where it is known, and where it is set. */
interface SetUri {
  readonly uri: string | undefined;
  readonly urn: string;
  readonly setting: string;
}

/** Those of resources of their own, then those the application itself lists beside them. */
function urisOf(app: PolicyResource, resources: readonly PolicyResource[]): SetUri[] {
  const own = resources
    .filter((resource) => resource.type === applicationIdentifierUri && belongsTo(resource, app))
    .map(({ props, urn }) => ({ uri: knownText(props, "identifierUri"), urn, setting: "identifierUri" }));
  const listed = knownTexts(app.props, "identifierUris")
    .map((uri, index) => ({ uri, urn: app.urn, setting: `identifierUris[${index}]` }))
    .filter(({ uri }) => !own.some((other) => other.uri === uri));
  return [...own, ...listed];
}

function exposesScopes(app: PolicyResource, resources: readonly PolicyResource[]): boolean {
  if (known(app.props, "api", "oauth2PermissionScopes", 0) !== undefined) return true;
  return resources.some((resource) => resource.type === applicationPermissionScope && belongsTo(resource, app));
}

/** By dependency, which a first preview knows too, or by id, which a program may have written down. */
function belongsTo(part: PolicyResource, app: PolicyResource): boolean {
  if (part.propertyDependencies.applicationId?.some(({ urn }) => urn === app.urn)) return true;
  const objectId = knownText(app.props, "objectId");
  return objectId !== undefined && knownText(part.props, "applicationId") === `/applications/${objectId}`;
}
