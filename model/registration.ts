import { cloudNames } from "./cloud";
import type { Problem } from "./problem";
import { redirectUrisProblems } from "./redirectUris";
import { readRotation, type RotationSettings } from "./rotationSettings";
import { scopesProblems, type ScopeSettings } from "./scopes";

/** What one application registration is made from: the settings that need no call to check. */
export interface RegistrationSettings {
  readonly displayName: string;
  readonly redirectUris: string[];
  readonly scopes: ScopeSettings[];
  readonly rotation: RotationSettings;
  readonly cloud: string;
}

/** The longest display name of an application, in characters. */
const longestDisplayName = 120;

/** Every problem with the settings at the instant `now`; none means that Entra ID's documented limits hold. */
export function registrationProblems(settings: RegistrationSettings, now: number): Problem[] {
  const rotation = readRotation(settings.rotation, now);
  return [
    ...displayNameProblems(settings.displayName),
    ...redirectUrisProblems(settings.redirectUris),
    ...scopesProblems(settings.scopes),
    ...cloudProblems(settings.cloud),
    ...(Array.isArray(rotation) ? rotation : []),
  ];
}

function displayNameProblems(displayName: string): Problem[] {
  if (displayName.trim() !== "" && displayName.length <= longestDisplayName) return [];
  const rule = `must be 1 to ${longestDisplayName} characters long, not only spaces`;
  return [{ key: "displayName", got: displayName, rule, remedy: 'choose a name such as "ICM API"' }];
}

function cloudProblems(cloud: string): Problem[] {
  if (cloudNames.includes(cloud)) return [];
  const rule = `must be one of ${cloudNames.join(", ")}`;
  return [{ key: "cloud", got: cloud, rule, remedy: "public is right for commercial tenants and GCC" }];
}
