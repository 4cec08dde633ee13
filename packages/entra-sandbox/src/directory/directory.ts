import { randomUUID } from "node:crypto";
import type { Cloud } from "../cloud";
import type { VirtualClock } from "../clock";
import { requestDelays } from "../faults/requestDelays";
import type { Application } from "./application";
import { graphInstant } from "./credential";
import { Replicated } from "./replicated";
import type { PublishedApi, ServicePrincipal } from "./servicePrincipal";
import { publishedBy } from "./servicePrincipal";

/** A person who can sign in. */
export interface User {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  /** May consent for the whole organization. */
  readonly isAdmin: boolean;
}

/** A consent: the client may act on the resource for one user, or for all. */
export interface PermissionGrant {
  readonly id: string;
  readonly clientId: string;
  readonly resourceId: string;
  readonly consentType: "AllPrincipals" | "Principal";
  readonly principalId: string | null;
  readonly scope: string;
}

/** A user or an application that may use a service principal, with one of its app roles or with none. */
export interface AppRoleAssignment {
  readonly id: string;
  readonly createdDateTime: string;
  /** Of the user or service principal. */
  readonly principalId: string;
  /** Of the service principal it is assigned to. */
  readonly resourceId: string;
  /** All zeros: none of its roles. */
  readonly appRoleId: string;
}

/** When a secret last got a token. */
interface SecretUse {
  readonly lastSignInDateTime: string;
  readonly lastSignInRequestId: string;
}

/** Something under `/directory/deletedItems`. */
export interface DeletedItem {
  readonly id: string;
  readonly type: "application" | "servicePrincipal";
  readonly deletedDateTime: string;
  readonly object: Application | ServicePrincipal;
}

/** Deleted objects can be restored for 30 days: https://learn.microsoft.com/graph/api/resources/directory */
const keepDeleted = 30 * 86_400_000;

/** One tenant and everything in it. */
export class Directory {
  readonly applications: Replicated<Application>;
  readonly servicePrincipals: Replicated<ServicePrincipal>;
  readonly grants: Replicated<PermissionGrant>;
  readonly assignments: Replicated<AppRoleAssignment>;
  readonly users = new Map<string, User>();
  /** By key id; in memory only. */
  readonly secretUses = new Map<string, SecretUse>();
  private readonly deleted = new Map<string, DeletedItem>();
  /** Elapsed milliseconds from which the token endpoint honours a recent secret, by key id. */
  private readonly honouredFrom = new Map<string, number>();
  /** Called after every change, for persistence. */
  onChange: () => void = () => undefined;

  constructor(
    readonly tenantId: string,
    readonly domain: string,
    readonly cloud: Cloud,
    readonly clock: VirtualClock,
  ) {
    const replicated = <T extends { readonly id: string }>() =>
      new Replicated<T>(
        () => clock.elapsed(),
        () => requestDelays().replicationMs,
        () => this.onChange(),
      );
    this.applications = replicated();
    this.servicePrincipals = replicated();
    this.grants = replicated();
    this.assignments = replicated();
  }

  applicationByAppId(appId: string): Application | undefined {
    return this.applications.allNewest().find((application) => application.appId === appId);
  }

  servicePrincipalByAppId(appId: string): ServicePrincipal | undefined {
    return this.servicePrincipals.allNewest().find((principal) => principal.appId === appId);
  }

  /** Scopes, roles and names behind a service principal. */
  publishedApi(principal: ServicePrincipal): PublishedApi {
    const application = this.applicationByAppId(principal.appId);
    if (application) return publishedBy(application);
    return (
      principal.published ?? { displayName: "", servicePrincipalNames: [], oauth2PermissionScopes: [], appRoles: [] }
    );
  }

  /** Holds a new secret back from the token endpoint for the delay that applies to this request. */
  delaySecret(keyId: string): void {
    this.honouredFrom.set(keyId, this.clock.elapsed() + requestDelays().secretMs);
  }

  isSecretHonoured(keyId: string): boolean {
    return (this.honouredFrom.get(keyId) ?? 0) <= this.clock.elapsed();
  }

  recordSecretUse(keyId: string): void {
    this.secretUses.set(keyId, {
      lastSignInDateTime: graphInstant(this.clock.now()),
      lastSignInRequestId: randomUUID(),
    });
  }

  assignmentsTo(resourceId: string): AppRoleAssignment[] {
    return this.assignments.allNewest().filter((assignment) => assignment.resourceId === resourceId);
  }

  isAssigned(principalId: string, resourceId: string): boolean {
    return this.assignmentsTo(resourceId).some((assignment) => assignment.principalId === principalId);
  }

  moveToDeleted(item: DeletedItem): void {
    this.deleted.set(item.id, item);
    this.onChange();
  }

  deletedItems(): DeletedItem[] {
    const oldest = this.clock.now().getTime() - keepDeleted;
    return [...this.deleted.values()].filter((item) => Date.parse(item.deletedDateTime) > oldest);
  }

  forgetDeleted(id: string): void {
    this.deleted.delete(id);
    this.onChange();
  }
}
