interface Remedy {
  readonly pattern: RegExp;
  /** `{stack}` is the stack's name. */
  readonly remedy: string;
}

/** How the CLI says that a stack does not exist. */
export const noSuchStack = /no stack named|stack '.*' not found/i;

/** What to do about each failure of an engine run, most telling first: one error often brings others along. */
const remedies: readonly Remedy[] = [
  {
    pattern: /is valid until \S+ and is not/,
    remedy:
      "nothing was deleted: revert the change that takes the live secret away, or, if it has leaked, run the revocation job for {stack}",
  },
  {
    pattern: /currently locked by|Another update is currently in progress/i,
    remedy:
      "another run is updating {stack}: wait for it and run this job again; only if none is running any more, `pulumi cancel --stack {stack}` first",
  },
  {
    pattern: /no changes were expected[^]{0,40}? but changes/,
    remedy:
      "see the report: commit what was changed by hand, or undo it: start the nightly pipeline of {stack} by hand with `refresh`",
  },
  {
    pattern:
      /AADSTS700024|AADSTS70043|401 Unauthorized|InvalidAuthenticationToken|token (?:is|has) expired|Lifetime validation failed/i,
    remedy: "the sign-in ran out half-way: run the job again, it goes on where this one stopped",
  },
  {
    pattern: /AADSTS\d+/,
    remedy:
      "Entra ID refused the sign-in: compare the federated credential's issuer and subject with this job's, as docs/ of the platform shows",
  },
  {
    pattern: /Authorization_RequestDenied|Insufficient privileges/i,
    remedy:
      "the identity needs Graph's Application.ReadWrite.OwnedBy with admin consent and must own the application: run bootstrap/, or add it to `owners` of {stack}",
  },
  {
    pattern: /429 |TooManyRequests|Too Many Requests|throttled/i,
    remedy: "Graph is throttling this tenant: run the job again in some minutes, with fewer stacks at a time",
  },
  {
    pattern: noSuchStack,
    remedy:
      "create it once from your machine: `pulumi stack init {stack} --secrets-provider URL` (bootstrap/ puts the URL out), and commit its Pulumi file",
  },
  {
    pattern: /incorrect passphrase|passphrase must be set/i,
    remedy:
      "the stack is encrypted with a passphrase, which a pipeline should not hold: `pulumi stack change-secrets-provider URL --stack {stack}`, and commit its Pulumi file",
  },
  {
    pattern: /vault\.azure\.net[^]*(?:Forbidden|403)|keyvault[^]*does not have \w+ \w+ permission/i,
    remedy: "the identity may not use the key: give it the role Key Vault Crypto User on the key (bootstrap/ does)",
  },
  {
    pattern: /AuthorizationPermissionMismatch|AuthorizationFailure|blob\.core\.windows\.net[^]*403/i,
    remedy:
      "the identity may not use the state's container: give it Storage Blob Data Contributor (Reader for previews) on the container (bootstrap/ does)",
  },
  {
    pattern: /in the configuration of stack|missing configuration value|must be of type/i,
    remedy: "correct the stack's Pulumi file as the message says; nothing was changed",
  },
  {
    pattern: /there is no such command on PATH/,
    remedy: "install the Pulumi CLI first: `npm run -s pipeline -- install-pulumi`",
  },
];

/** What to do about what a command printed when it failed. */
export function remedyFor(text: string, stack: string): string {
  const known = remedies.find(({ pattern }) => pattern.test(text));
  const remedy =
    known?.remedy ?? "mend what the error above names and run the job again: an update goes on where it stopped";
  return remedy.replaceAll("{stack}", stack);
}
