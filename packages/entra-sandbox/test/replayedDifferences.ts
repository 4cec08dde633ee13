import { isDeepStrictEqual } from "node:util";
import type { GraphCall, Sandbox } from "../src";
import type { Placeholders } from "../src/placeholders";
import { redactedText } from "../src/redaction";
import type { RecordedExchange, RecordedOperation } from "../src/recording";
import { without } from "../src/without";
import { recorded, sandboxPlaceholders, tenantEffect } from "../src/recording";

export interface Difference {
  readonly where: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** Makes the recorded requests to a fresh sandbox, at their dates, and yields where answers or effects differ. */
export async function* replayedDifferences(
  sandbox: Sandbox,
  operations: readonly RecordedOperation[],
): AsyncGenerator<Difference> {
  const placeholders = sandboxPlaceholders(sandbox);
  const replay = new Replay(sandbox, placeholders);
  for (const { operation, at, exchanges, effect } of operations) {
    sandbox.clock.freeze(new Date(at));
    for (const polled of exchanges) {
      const expected = without(polled, "times");
      await replay.send(expected);
      const last = sandbox.requestLog.exchanges.at(-1);
      const got = last && recorded(last, placeholders);
      if (!isDeepStrictEqual(expected, got)) {
        yield { where: `${operation}: ${polled.method} ${polled.path}`, expected, got };
      }
    }
    const got = placeholders.normalised(tenantEffect(sandbox));
    if (!isDeepStrictEqual(effect, got)) yield { where: `${operation}: effect`, expected: effect, got };
  }
}

class Replay {
  /** The secret the last `addPassword` gave out: recordings hold none. */
  private secret = "";
  private readonly graph: GraphCall;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly placeholders: Placeholders,
  ) {
    this.graph = sandbox.graph();
  }

  async send({ method, path, query, requestBody }: RecordedExchange): Promise<void> {
    const actual = this.placeholders.actual({ path, query, requestBody });
    const search = new URLSearchParams(actual.query as Record<string, string>).toString();
    const address = search === "" ? actual.path : `${actual.path}?${search}`;
    if (/^\/(v1\.0|beta)\//.test(path)) {
      const { body } = await this.graph(method, address, actual.requestBody as object | undefined);
      this.secret = (body as { secretText?: string } | undefined)?.secretText ?? this.secret;
    } else {
      await this.sandbox.fetch(address, { method, ...this.form(actual.requestBody) });
    }
  }

  private form(requestBody: unknown): { body?: string; headers?: Record<string, string> } {
    if (requestBody === undefined) return {};
    const form = requestBody as Record<string, string>;
    const identity = this.sandbox.identities.find(({ clientId }) => clientId === form["client_id"]);
    const secret = form["client_secret"] === redactedText && (identity?.clientSecret ?? this.secret);
    const body = new URLSearchParams({ ...form, ...(secret && { client_secret: secret }) }).toString();
    return { body, headers: { "content-type": "application/x-www-form-urlencoded" } };
  }
}
