import type { Context } from "../../entra/context";
import { UserError } from "../../entra/userError";
import type { StackState } from "../state/stackState";
import type { Step } from "./finding";

/**
 * The step that removes the lock of a run whose process is gone from this host; `undefined` where the state is free.
 *
 * @throws UserError where whoever holds the lock may be alive
 */
export async function staleLock(
  { urn }: StackState,
  stack: string,
  folder: string,
  context: Context,
): Promise<Step | undefined> {
  const words = (await isCloud(folder, context)) ? ["state", "unprotect", urn, "--yes"] : ["stack", "rename", stack];
  const all = [...words, "--stack", stack, "--non-interactive"];
  const { errors = "" } = (await context.run("pulumi", all, { folder })) ?? {};
  if (/Another update is currently in progress/i.test(errors)) {
    throw new UserError(
      "stack-locked",
      `stack ${stack} is being updated by another run, so nothing is changed`,
      `wait until it has ended; only if none is running any more: pulumi cancel --yes --stack ${stack}`,
    );
  }
  if (!/currently locked by/i.test(errors)) return undefined;
  const holders = [...errors.matchAll(/created by (\S+)@(\S+) \(pid (\d+)\) at (\S+)/g)].map(
    ([, user = "", host = "", pid = "", since = ""]) => ({ user, host, pid: Number(pid), since }),
  );
  const gone = holders.filter(({ host, pid }) => context.isRunning(host, pid) === false);
  const names = holders.map(({ user, host, pid, since }) => `${user}@${host} (process ${pid}, since ${since})`);
  if (holders.length === 0 || gone.length < holders.length) {
    throw new UserError(
      "stack-locked",
      `stack ${stack} is locked by ${names.join(" and ") || "another run"}, which may still be running, so nothing is changed`,
      `wait until it has ended; only if it is not running any more: pulumi cancel --yes --stack ${stack}`,
    );
  }
  return {
    kind: "unlock",
    does: `remove the lock of ${names.join(" and ")}, whose process is gone`,
    act: ({ pulumi }) => pulumi("cancel", "--yes"),
  };
}

/**
 * Whether the state is with Pulumi Cloud. Elsewhere a renaming of the stack to the name it has takes the lock, is refused
 * because there is such a stack, and writes nothing. The service has locks of another kind: there the root of the stack,
 * which never is protected, is unprotected.
 */
async function isCloud(folder: string, context: Context): Promise<boolean> {
  const { out = "" } = (await context.run("pulumi", ["whoami", "--json", "--non-interactive"], { folder })) ?? {};
  return /"url":\s*"https?:/.test(out);
}
