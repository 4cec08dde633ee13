import * as v from "valibot";
import { guid } from "../model/guid";
import { filterText, type Graph } from "./graphClient";

/** Microsoft Graph bounds its texts; nothing longer is one of them. */
const text = v.pipe(v.string(), v.maxLength(2_000));
const optionalText = v.nullish(text);
const id = guid();
const instant = v.pipe(
  text,
  v.check((value) => !Number.isNaN(Date.parse(value))),
);
const list = <T>(item: v.GenericSchema<unknown, T>) => v.nullish(v.array(item), []);

/** Any object: only that there is one matters. */
export const anyObject = v.looseObject({});

/** Of a secret, everything but its value: Graph never shows that again. */
const passwordCredential = v.object({
  keyId: id,
  displayName: optionalText,
  startDateTime: instant,
  endDateTime: instant,
});
export type PasswordCredential = Readonly<v.InferOutput<typeof passwordCredential>>;

/** A scope as an application exposes it. */
const scope = v.object({
  id,
  value: v.nullish(text, ""),
  type: text,
  isEnabled: v.boolean(),
  adminConsentDisplayName: optionalText,
  adminConsentDescription: optionalText,
});
export type GraphScope = Readonly<v.InferOutput<typeof scope>>;

/** The members of an application the tools look at. */
export const graphApplication = v.object({
  id,
  appId: id,
  displayName: v.nullish(text, ""),
  createdDateTime: v.nullish(instant),
  signInAudience: v.nullish(text, ""),
  tags: list(text),
  identifierUris: list(text),
  api: v.nullish(
    v.object({
      requestedAccessTokenVersion: v.nullish(v.number()),
      oauth2PermissionScopes: list(scope),
      preAuthorizedApplications: list(v.object({ appId: id })),
    }),
  ),
  web: v.nullish(
    v.object({
      redirectUris: list(text),
      implicitGrantSettings: v.nullish(v.object({ enableAccessTokenIssuance: v.nullish(v.boolean()) })),
    }),
  ),
  passwordCredentials: list(passwordCredential),
  keyCredentials: list(v.object({ keyId: id, displayName: optionalText, endDateTime: instant })),
});
export type GraphApplication = Readonly<v.InferOutput<typeof graphApplication>>;

/** The members of a service principal the tools look at. */
export const graphServicePrincipal = v.object({
  id,
  appId: id,
  displayName: v.nullish(text, ""),
  accountEnabled: v.nullish(v.boolean(), true),
  description: optionalText,
  /** Whether only users who are assigned may sign in. */
  appRoleAssignmentRequired: v.nullish(v.boolean(), false),
  tags: list(text),
});
export type GraphServicePrincipal = Readonly<v.InferOutput<typeof graphServicePrincipal>>;

/** An owner: a person or a service principal. */
export const graphOwner = v.object({ id, displayName: optionalText });
export type GraphOwner = Readonly<v.InferOutput<typeof graphOwner>>;

/** What belongs to an application. */
export interface RegistrationParts {
  readonly owners: readonly GraphOwner[];
  readonly servicePrincipal: GraphServicePrincipal | undefined;
  readonly principalOwners: readonly GraphOwner[];
}

export async function registrationParts(application: GraphApplication, graph: Graph): Promise<RegistrationParts> {
  const ownersOf = (path: string) => graph.list(`${path}/owners?$select=id,displayName`, graphOwner);
  const owners = await ownersOf(`/applications/${application.id}`);
  const [servicePrincipal] = await graph.list(
    `/servicePrincipals?$filter=appId%20eq%20${filterText(application.appId)}`,
    graphServicePrincipal,
  );
  const principalOwners = servicePrincipal ? await ownersOf(`/servicePrincipals/${servicePrincipal.id}`) : [];
  return { owners, servicePrincipal, principalOwners };
}
