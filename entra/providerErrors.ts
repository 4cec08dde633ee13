/** An error of Entra ID or Azure that a person can do something about, and what. */
interface KnownError {
  /** Resource types it is about, by the end of their token; any type where left out. */
  readonly types?: readonly string[];
  readonly text: RegExp;
  readonly remedy: string;
}

const knownErrors: readonly KnownError[] = [
  {
    types: ["ServicePrincipalDelegatedPermissionGrant"],
    text: /Authorization_RequestDenied|Insufficient privileges/,
    remedy:
      "granting admin consent needs DelegatedPermissionGrant.ReadWrite.All (or Directory.ReadWrite.All) on the identity that deploys: give it that permission, or set adminConsent: false and have an administrator open the adminConsentUrl output",
  },
  {
    types: ["ServicePrincipalDelegatedPermissionGrant"],
    text: /Request_MultipleObjectsWithSameKeyValue|already exists/,
    remedy:
      "an administrator has consented before: set adminConsent: false to leave that consent as it is, or revoke it under Enterprise applications > Permissions and run again",
  },
  {
    types: ["ApplicationIdentifierUri", "ServicePrincipal"],
    text: /already exists/,
    remedy:
      "an earlier run was cut short after Entra ID had made it: set adopt: { applicationObjectId: OBJECT_ID }, with the object id of this application, run `pulumi up` once to take it over, and remove the setting again",
  },
  {
    text: /Authorization_RequestDenied|Insufficient privileges/,
    remedy:
      "the identity that deploys may change only what it owns (Application.ReadWrite.OwnedBy): make it an owner of the application and of the service principal, or grant it Application.ReadWrite.All",
  },
  {
    types: ["ApplicationPassword"],
    text: /No password credential found/,
    remedy:
      "this client secret is gone from Entra ID, and the state does not know: run `pulumi up --refresh`, which finds it gone",
  },
  {
    text: /CredentialInvalidLifetimeAsPerAppPolicy|lifetime.*(?:policy|exceeds)/i,
    remedy:
      "a policy of the tenant limits how long a client secret may live: set rotation.lifetimeDays to at most that many days, and overlapDays to at most half of it",
  },
  {
    text: /CredentialTypeNotAllowedAsPerAppPolicy|passwordAddition/i,
    remedy:
      "a policy of the tenant forbids client secrets: ask its administrators to exempt this application (app management policy), for the connector has no other way to sign in",
  },
  {
    types: ["Vault"],
    text: /VaultAlreadyExists|already in use/i,
    remedy: "vault names are global: set vault.name to another name, or leave it out for a unique one",
  },
  {
    types: ["Vault"],
    text: /soft[- ]?deleted|deleted (?:state|but recoverable)|ConflictError/i,
    remedy:
      "a deleted vault holds the name until it is purged: recover it with `az keyvault recover --name NAME` and set vault.existing to its id, or set vault.name to another name",
  },
  {
    text: /HTTP response was nil|connection (?:may have been )?reset|connection refused|\bEOF\b/,
    remedy:
      "the connection broke, and what was asked for may have been done all the same: run `pulumi up` again, then `icertis-access doctor`, which lists what the broken run left behind",
  },
  {
    text: /TooManyRequests|\b429\b/,
    remedy: "Entra ID gets too many requests from this tenant: run `pulumi up` again in a few minutes",
  },
  {
    text: /ConcurrencyViolation/,
    remedy: "something else changed the application at the same moment: run `pulumi up` again",
  },
  {
    text: /to be replicated|Request_ResourceNotFound|non-nil error with nil state/,
    remedy: "Entra ID has not yet copied to all its servers what was just made: run `pulumi up` again in a minute",
  },
  {
    text: /unexpected status 5\d\d|ServiceUnavailable/,
    remedy: "Entra ID is in trouble, not this configuration: run `pulumi up` again in a few minutes",
  },
];

/**
 * What to do about an error of a provider.
 *
 * @param type - token of the resource, for example `azuread:index/application:Application`
 * @returns `undefined` where nothing is known that the error does not say itself
 */
export function remedyFor(type: string, error: string): string | undefined {
  return knownErrors.find(
    ({ types, text }) => (types === undefined || types.some((end) => type.endsWith(`:${end}`))) && text.test(error),
  )?.remedy;
}
