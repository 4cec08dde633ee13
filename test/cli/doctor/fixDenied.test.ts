import assert from "node:assert/strict";
import { inSandbox, type StateResource } from "../deployedSample";
import { type ToolContext, ToolFolder } from "../runTool";
import { DoctorRun } from "./doctorRun";

const otherTenant = "99999999-86f1-41af-91ab-2d7cd011db47";

/** What stands in the way, the code of the error, and what else the message has to name. */
const denied: readonly {
  readonly what: string;
  readonly code: string;
  readonly names: RegExp;
  readonly arrange: (on: DoctorRun) => ToolContext | void;
}[] = [
  {
    what: "a run that is alive holds the state",
    code: "stack-locked",
    names: /root@host \(process 4711.*pulumi cancel --yes --stack dev/s,
    arrange(on) {
      on.pulumi.lock = "root@host (pid 4711)";
      return { isRunning: () => true };
    },
  },
  {
    what: "a run on another host may be alive",
    code: "stack-locked",
    names: /root@host/,
    arrange(on) {
      on.pulumi.lock = "root@host (pid 4711)";
      return { isRunning: () => undefined };
    },
  },
  {
    what: "the stack is of another project, which has an application of its own",
    code: "stack-foreign",
    names: /project web.*--project/s,
    arrange(on) {
      on.pulumi.outputs = { clientId: on.sample.outputs.clientId };
      on.pulumi.change = (all) => all.filter(isApplication).map(ofAnotherProject);
    },
  },
  {
    what: "it has no outputs and nothing else tells the tenant",
    code: "tenant-missing",
    names: /ARM_TENANT_ID/,
    arrange(on) {
      on.pulumi.outputs = {};
      return { environment: { ...on.sandbox.environment, ARM_TENANT_ID: undefined } };
    },
  },
  {
    what: "the identity may only read",
    code: "identity-read-only",
    names: /Application\.ReadWrite\.OwnedBy/,
    arrange: (on) => ({ environment: on.environmentOf(1) }),
  },
  {
    what: "the tenant is not that of the outputs",
    code: "tenant-other",
    names: new RegExp(otherTenant),
    arrange: (on) => ({ environment: { ...on.sandbox.environment, ARM_TENANT_ID: otherTenant } }),
  },
  {
    what: "the tenant is not that of what a first run made before it was cut short",
    code: "tenant-other",
    names: new RegExp(otherTenant),
    arrange(on) {
      on.pulumi.outputs = {};
      on.pulumi.change = (all) => all.map((one) => inTenant(one, otherTenant));
    },
  },
  {
    what: "nobody is there to agree",
    code: "not-confirmed",
    names: /--yes/,
    arrange: () => undefined,
  },
];

describe("doctor --fix changes nothing, and says why, where", () => {
  let on: DoctorRun;
  beforeEach(async () => {
    on = await DoctorRun.start({ identities: [{}, { roles: ["Application.Read.All"] }] });
    await on.orphan();
    on.sandbox.requestLog.clear();
  });
  afterEach(() => on.close());

  for (const { what, code, names, arrange } of denied) {
    it(what, async () => {
      const given = arrange(on) ?? {};
      const before = on.pulumi.state();
      const words = code === "not-confirmed" ? ["--fix"] : ["--fix", "--yes"];
      const ran = await on.run(words, given);
      assert.deepEqual([ran.code, ran.error], [2, code]);
      assert.match(ran.notes, names);
      assert.deepEqual([on.writes(), on.pulumi.changes, on.pulumi.state()], [[], [], before]);
    });
  }

  it("the person says no", async () => {
    const { code, findings } = await on.run(["--fix"], { answer: "no" });
    assert.deepEqual([code, findings], [1, ["application-orphaned"]]);
    assert.deepEqual([on.writes(), on.pulumi.changes], [[], []]);
  });

  it("there is a file and no stack", async () => {
    const folder = new ToolFolder();
    folder.write("state.json", on.sample.state());
    const words = ["doctor", "--state", "state.json", "--fix", "--yes"];
    assert.equal(await folder.errorOf(words, inSandbox(on.sandbox)), "stack-missing");
    assert.deepEqual(on.writes(), []);
  });
});

function isApplication({ type }: StateResource): boolean {
  return /pulumi:Stack$|application:Application$/.test(type);
}

function ofAnotherProject(one: StateResource): StateResource {
  const { urn, parent, ...rest } = one;
  const moved = parent === undefined ? {} : { parent: "urn:pulumi:dev::web::pulumi:pulumi:Stack::web-dev" };
  return { ...rest, urn: urn.replace("::icertis-access::", "::web::"), ...moved };
}

function inTenant(one: StateResource, applicationTenantId: string): StateResource {
  return one.type.endsWith(":ServicePrincipal") ? { ...one, outputs: { ...one.outputs, applicationTenantId } } : one;
}
