import { describeSteps } from "./describeSteps";

/** What the CLI prints, and the code of the error. */
const printed: readonly (readonly [code: string, text: string])[] = [
  ["sign-in-expired", "401 (401 Unauthorized) with error: InvalidAuthenticationToken: Lifetime validation failed"],
  [
    "stack-locked",
    "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.\n  azblob://…/locks/x.json: created by runner@lost (pid 7) at 2026-11-23T03:17:00Z",
  ],
  ["stack-locked", "error: [409] Conflict: Another update is currently in progress."],
  ["live-secret", "icm-api-secret-2027-04-22 (key id x) is valid until 2027-10-19T00:00:00Z and is not deleted"],
  ["graph-not-allowed", "unexpected status 403 (403 Forbidden) with error: Authorization_RequestDenied"],
  ["throttled", "unexpected status 429 (429 Too Many Requests) with error: TooManyRequests"],
  ["stack-missing", "error: no stack named 'dev' found"],
  ["stack-missing", 'error: write ".pulumi/meta.yaml": blob (key ".pulumi/meta.yaml") (code=PermissionDenied)'],
  ["key-not-allowed", "https://k.vault.azure.net/keys/pulumi RESPONSE 403: Forbidden"],
  ["state-not-allowed", 'read ".pulumi/meta.yaml": RESPONSE 403 ERROR CODE: AuthorizationPermissionMismatch'],
  ["passphrase-wrong", "error: incorrect passphrase"],
  ["configuration-invalid", "3 problems in the configuration of stack dev"],
  ["policy-violated", "❌ icertis-access@v0.1.0 (local: policy) - [mandatory] no-implicit-id-tokens"],
  ["engine-failed", "error: panic"],
];

describeSteps("an update that the CLI ends with", (on) => {
  for (const [code, text] of printed) {
    it(`${JSON.stringify(text.slice(0, 60))} is ${code}, and the next run recovers`, async () => {
      on.engine.failures.push({ on: "pulumi up", text });
      await on.failsWith("up --stack dev", code);
      if ((await on.run("up --stack dev")) !== 0) throw new Error(on.log.join("\n"));
    });
  }

  it("no CLI at all is pulumi-missing", async () => {
    on.engine.run = () => Promise.resolve(undefined as never);
    await on.failsWith("up --stack dev", "pulumi-missing");
  });
});
