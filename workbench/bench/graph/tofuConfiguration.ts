import { stackConfig } from "../../engine/stackConfig";
import { graphClientId, signInPermissions } from "../../../model/graphPermissions";
import { dayMs, formatInstant } from "../../../model/instant";
import { scopeTexts } from "../../../model/scopes";
import { benchInstant } from "../benchStack";
import { scopeValues } from "./life";

/**
 * The dev stack's application, identifier URI, service principal and secret in OpenTofu's JSON syntax. Scope ids are
 * written out: the random provider, which costs no Graph call, is not asked for.
 */
export function tofuConfiguration(source: string, scopes: number): unknown {
  const config = stackConfig("dev");
  const setting = (key: string) => config[`icertis-access:${key}`] ?? "";
  const rotation = JSON.parse(setting("rotation")) as { readonly lifetimeDays: number; readonly description: string };
  const application_id = "${azuread_application.api.id}";
  const owners = ["${data.azuread_client_config.current.object_id}"];
  const tags = ["icertis-access"];
  return {
    terraform: { required_providers: { azuread: { source } } },
    data: { azuread_client_config: { current: {} } },
    resource: {
      azuread_application: {
        api: {
          display_name: setting("displayName"),
          sign_in_audience: "AzureADMyOrg",
          owners,
          tags,
          web: {
            redirect_uris: JSON.parse(setting("redirectUris")) as unknown,
            implicit_grant: { access_token_issuance_enabled: true, id_token_issuance_enabled: false },
          },
          api: { requested_access_token_version: 1, oauth2_permission_scope: scopeValues(scopes).map(scopeBlock) },
          required_resource_access: {
            resource_app_id: graphClientId,
            resource_access: Object.values(signInPermissions).map((id) => ({ id, type: "Scope" })),
          },
          lifecycle: { ignore_changes: ["identifier_uris"] },
        },
      },
      azuread_application_identifier_uri: {
        api: { application_id, identifier_uri: "api://${azuread_application.api.client_id}" },
      },
      azuread_service_principal: { api: { client_id: "${azuread_application.api.client_id}", owners, tags } },
      azuread_application_password: {
        current: {
          application_id,
          display_name: rotation.description,
          end_date: formatInstant(Date.parse(benchInstant) + rotation.lifetimeDays * dayMs),
          depends_on: ["azuread_service_principal.api", "azuread_application_identifier_uri.api"],
        },
      },
    },
  };
}

function scopeBlock(value: string, index: number) {
  const { displayName, description } = scopeTexts({ value });
  return {
    id: `00000000-0000-4000-8000-${String(index + 1).padStart(12, "0")}`,
    value,
    type: "User",
    enabled: true,
    admin_consent_display_name: displayName,
    admin_consent_description: description,
    user_consent_display_name: displayName,
    user_consent_description: description,
  };
}
