import { project } from "../benchStack";
import { median } from "../statistics";
import { timed } from "../timedCommand";
import type { Bench } from "../section";

/** What is loaded, and how long it took beyond ts-node and the SDK; the median, in seconds. */
export interface Loading {
  readonly what: string;
  readonly seconds: number;
}

/** What a program is made of that is loaded beyond ts-node and the SDK, as JavaScript. */
const programs: Readonly<Record<string, string>> = {
  "this program without a vault": 'require("./index.ts")',
  // The classes as well: a sub-path of azure-native is an index that loads each resource when it is first used.
  "this program with a vault": `require("./index.ts"); require("./components/secretVault.ts");
    require("./components/vaultSubscription.ts");
    const { Secret, Vault } = require("@pulumi/azure-native/keyvault");
    const { RoleAssignment } = require("@pulumi/azure-native/authorization");`,
};

/** Loads the program's modules as `pulumi` does, each time in a fresh process, turn and turn about. */
export async function measureLoading({ runs, signal }: Bench): Promise<Loading[]> {
  const seconds = new Map<string, number[]>();
  for (let run = 0; run < runs; run++) {
    for (const [what, code] of Object.entries(programs)) {
      seconds.set(what, [...(seconds.get(what) ?? []), await loadOnce(code, signal)]);
    }
  }
  return [...seconds].map(([what, all]) => ({ what, seconds: median(all) }));
}

async function loadOnce(code: string, signal: AbortSignal): Promise<number> {
  const script = `
    require("ts-node/register");
    require("@pulumi/pulumi");
    const started = performance.now();
    ${code}
    console.log((performance.now() - started) / 1000);`;
  const command = {
    command: process.execPath,
    args: ["-e", script],
    folder: project,
    environment: process.env,
    signal,
  };
  return Number((await timed(command)).out);
}
