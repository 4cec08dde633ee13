/** What the demo checks of each environment, in the order of the table: its name there, and what must hold. */
export const checkTexts = {
  deployed: "the first up makes exactly one registration, with its service principal and its client secret",
  repeated: "a second up writes nothing to Entra ID",
  guarded: "a run that would delete a live client secret is denied in its preview",
  signedIn: "UiPath's fields get a user's token: code flow with PKCE, the Scope field as handed over",
  accepted: "ICI accepts that token by the tenant.json handed over",
  refreshed: "the connection outlives its first token: a refreshed one is accepted",
  refreshedBare:
    "a refresh that names no scope gets AADSTS90009, and is accepted with a GUID scope or a separate client",
  appOnly: "an app-only token carries another audience, the bare client id",
  rotated: "on each due day a new secret is published, and the one before stays",
  overlapped: "old and new secret both get accepted tokens, to the last second of the old one",
  stopped: "at its end the old secret is rejected with AADSTS7000222, and the new one works",
  bounded: "after each up Entra ID holds exactly the declared secrets",
  stable: "two years later client id, tenant.json and hand-off are still the same",
} as const;

export type CheckName = keyof typeof checkTexts;

export const checkNames = Object.keys(checkTexts) as CheckName[];

/** What one look found. */
export interface Finding {
  readonly ok: boolean;
  readonly got: string;
  /** What a reader should know although the check passed. */
  readonly note?: string;
}

/** What became of a check in one environment. */
export interface CheckResult extends Finding {
  readonly check: CheckName;
  readonly environment: string;
  /** How often it was looked at. */
  readonly times: number;
}

/** The checks of all environments. A check passes if it was looked at, and found right every time. */
export class CheckBook {
  private readonly entries = new Map<string, CheckResult>();

  /** Findings so far that were not right. */
  failures = 0;

  /** Looks, and keeps the finding; what is thrown is a finding too. The first that is not right is the one to show. */
  async look(check: CheckName, environment: string, look: () => Promise<Finding> | Finding): Promise<boolean> {
    const finding = await Promise.resolve().then(look).catch(failure);
    if (!finding.ok) this.failures += 1;
    const key = `${check} ${environment}`;
    const before = this.entries.get(key);
    const shown = before?.ok === false ? before : finding;
    this.entries.set(key, { check, environment, ...shown, times: (before?.times ?? 0) + 1 });
    return finding.ok;
  }

  /** Every check of these environments, in the order of the table. */
  results(environments: readonly string[]): CheckResult[] {
    return checkNames.flatMap((check) =>
      environments.map(
        (environment) =>
          this.entries.get(`${check} ${environment}`) ?? {
            check,
            environment,
            ok: false,
            got: "not reached",
            times: 0,
          },
      ),
    );
  }
}

function failure(error: unknown): Finding {
  return { ok: false, got: briefly(error) };
}

/** What an error says, in a line: Entra ID's own words without its ids, else the last line an engine marks as error. */
export function briefly(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const entra = /AADSTS\d+: .*?(?= Trace ID:|$)/.exec(message);
  const lines = message.split("\n").map((line) => line.trim());
  const marked = lines.filter((line) => /^(?:error:|stderr: error:)/.test(line));
  const line = entra?.[0] ?? marked.at(-1) ?? lines.find((candidate) => candidate !== "") ?? "unknown error";
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
