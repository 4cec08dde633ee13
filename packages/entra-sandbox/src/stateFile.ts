import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import * as v from "valibot";
import type { Cloud } from "./cloud";
import { instantText, isClockInstant, VirtualClock } from "./clock";
import type { Application } from "./directory/application";
import type { DeletedItem } from "./directory/directory";
import { Directory } from "./directory/directory";
import type { ServicePrincipal } from "./directory/servicePrincipal";
import {
  applicationSchema,
  assignmentSchema,
  deletedItemSchema,
  firstProblem,
  grantSchema,
  servicePrincipalSchema,
  userSchema,
} from "./directory/tenantSchema";
import { SandboxError } from "./sandboxError";

const instead = "use another file, or remove it to start afresh";

/** Grows when a file of an older version could no longer be read. */
const version = 1;

const clockSchema = v.object({
  offsetMs: v.pipe(
    v.number(),
    v.check(
      (offset) => isClockInstant(new Date(Date.now() + offset)),
      ({ received }) => `expected a date from 1970 to 9999, got one ${received} ms away`,
    ),
  ),
  frozenAt: v.nullable(instantText),
});
const stateSchema = v.object({
  version: v.literal(version),
  tenantId: v.string(),
  domain: v.string(),
  /** Missing in files of an earlier sandbox. */
  clock: v.optional(clockSchema),
  applications: v.array(applicationSchema),
  servicePrincipals: v.array(servicePrincipalSchema),
  grants: v.array(grantSchema),
  /** Missing in files of an earlier sandbox. */
  assignments: v.optional(v.array(assignmentSchema), []),
  users: v.array(userSchema),
  deletedItems: v.array(deletedItemSchema),
});

/**
 * Reads a tenant back, with its date unless another is given, or returns undefined when there is no file yet. Nothing is
 * ever overwritten on a failure.
 */
export function readState(path: string, cloud: Cloud, now?: Date): Directory | undefined {
  if (!existsSync(path)) return undefined;
  const state = parsed(path);
  const clock = new VirtualClock(now);
  if (!now && state.clock) clock.restore(state.clock);
  const directory = new Directory(state.tenantId, state.domain, cloud, clock);
  for (const object of state.applications) directory.applications.put(object as unknown as Application);
  for (const object of state.servicePrincipals) directory.servicePrincipals.put(object as unknown as ServicePrincipal);
  for (const object of state.grants) directory.grants.put(object);
  for (const object of state.assignments) directory.assignments.put(object);
  for (const object of state.users) directory.users.set(object.id, object);
  for (const object of state.deletedItems) directory.moveToDeleted(object as unknown as DeletedItem);
  return directory;
}

/** Writes a tenant, whole or not at all. Secrets are in it as hashes only. */
export function writeState(path: string, directory: Directory): void {
  const state = { version, clock: directory.clock.state(), ...snapshot(directory) };
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
    renameSync(temporary, path);
  } catch (error) {
    if (existsSync(temporary)) rmSync(temporary);
    throw new SandboxError("state-unwritable", `cannot write the state file ${path}: ${(error as Error).message}`);
  }
}

/** The newest state of everything in the tenant, as data. */
export function snapshot(directory: Directory) {
  return {
    tenantId: directory.tenantId,
    domain: directory.domain,
    applications: directory.applications.allNewest(),
    servicePrincipals: directory.servicePrincipals.allNewest(),
    grants: directory.grants.allNewest(),
    assignments: directory.assignments.allNewest(),
    users: [...directory.users.values()],
    deletedItems: directory.deletedItems(),
  };
}

function parsed(path: string): v.InferOutput<typeof stateSchema> {
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new SandboxError("state-unreadable", `cannot read the state file ${path}: ${(error as Error).message}`);
  }
  const found = (data as { version?: unknown } | null)?.version;
  if (found !== version) {
    throw new SandboxError(
      "state-version",
      `the state file ${path} is of version ${JSON.stringify(found)}, this sandbox reads ${version}: ${instead}`,
    );
  }
  const result = v.safeParse(stateSchema, data);
  if (result.success) return result.output;
  throw new SandboxError(
    "state-damaged",
    `the state file ${path} is damaged: ${firstProblem(result.issues)}; ${instead}`,
  );
}

/** Knows whether tenant or date have changed since they were last written; what could not be written is tried again. */
export class UnsavedChanges {
  private any = true;

  constructor(
    directory: Directory,
    private readonly write: () => void,
  ) {
    const changed = () => {
      this.any = true;
    };
    directory.onChange = changed;
    directory.clock.onChange = changed;
  }

  /** Writes if there is anything to write. */
  save(): void {
    if (!this.any) return;
    this.write();
    this.any = false;
  }
}
