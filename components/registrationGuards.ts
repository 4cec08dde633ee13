import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import type { GuardedRegistration, RegistrationChecks } from "./registrationChecks";

/** Hooks of an application and of its service principal. */
interface RegistrationGuards {
  readonly application: Guards;
  readonly servicePrincipal: Guards;
}

interface Guards {
  readonly beforeCreate: pulumi.ResourceHook[];
  readonly beforeUpdate: pulumi.ResourceHook[];
}

/**
 * Guards against what an update would do unseen: the provider sends every property with every update, stated or not,
 * and the engine shows only what differs from the state. They ask Entra ID only when something is about to change, and
 * speak in previews too. What they check is loaded then, and not for a preview without changes.
 */
export function registrationGuards(
  prefix: string,
  registration: GuardedRegistration,
  parent: pulumi.Resource,
): RegistrationGuards {
  const guard = (name: string, check: keyof RegistrationChecks) =>
    new pulumi.ResourceHook(
      `${prefix}-${name}`,
      // In the component package the SDK keeps stack, project and monitor per component, and a hook is called outside.
      AsyncResource.bind(async (args: pulumi.ResourceHookArgs) => {
        const { registrationChecks } = await import("./registrationChecks");
        await registrationChecks(registration, parent)[check](args);
      }),
      { onDryRun: true },
    );
  return {
    application: {
      beforeCreate: [guard("app-before-create", "applicationCreation")],
      beforeUpdate: [guard("app-before-update", "applicationUpdate")],
    },
    servicePrincipal: {
      beforeCreate: [guard("service-principal-before-create", "servicePrincipalCreation")],
      beforeUpdate: [guard("service-principal-before-update", "servicePrincipalUpdate")],
    },
  };
}
