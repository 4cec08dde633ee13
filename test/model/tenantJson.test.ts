import assert from "node:assert/strict";
import { cloudNamed } from "../../model/cloud";
import { renderTenantJson, tenantSettings } from "../../model/tenantJson";
import { tokenContract } from "../../model/token";

const tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const client = "c11e0000-0000-4000-8000-000000000001";
const contract = tokenContract(cloudNamed("public"), tenant, client, false);

/**
 * The four objects of UiPath's page, each once, with its two mistakes corrected: a space before `api://` in
 * ValidAudiences, and in ExternalUpnClaimUri a typographic quote after `b77a5c561934e089`, which makes it no JSON.
 */
const published = [
  '{ "Id": "1033c3c0-6bf2-4a93-b813-c3ba42a199b3", "IsEncrypted": false, "OverrideType": "Overridable", "ValueType": "System.String, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089", "Value": "https://login.microsoftonline.com/{Directory (tenant) ID}/v2.0/.well-known/openid-configuration", "Description": "STS Discovery Endpoint URL", "DefaultValue": null, "IsReadOnly": false, "ErrorMessageDescription": null, "Name": "Core.API.OAuth.STSDiscoveryEndpoint" }',
  '{ "Id": "94c37b1b-2fb1-4f4e-a3de-6796279031e6", "IsEncrypted": false, "OverrideType": "Overridable", "ValueType": "System.String, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089", "Value": "api://{Client ID}", "Description": "Comma separated list of valid audiences", "DefaultValue": null, "IsReadOnly": false, "ErrorMessageDescription": null, "Name": "Core.API.OAuth.ValidAudiences" }',
  '{ "Id": "d469b34c-f89f-42bb-934a-7ee4ef298130", "IsEncrypted": false, "OverrideType": "Overridable", "ValueType": "System.String, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089", "Value": "https://sts.windows.net/{Directory (tenant) ID}/", "Description": "OAuth Token issuer", "DefaultValue": null, "IsReadOnly": false, "ErrorMessageDescription": null, "Name": "Core.API.OAuth.ValidIssuer" }',
  '{ "Id": "1e783a54-b564-4748-a088-c04e8e05ab46", "IsEncrypted": false, "OverrideType": "Overridable", "ValueType": "System.String, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089", "Value":"http://schemas.microsoft.com/identity/claims/objectidentifier", "Description": "URL of the Claim to be used to uniquely identify user in ICI", "DefaultValue": null, "IsReadOnly": false, "ErrorMessageDescription": null, "Name": "Core.API.OAuth.ExternalUpnClaimUri" }',
].map(
  (object) =>
    JSON.parse(object.replace("{Directory (tenant) ID}", tenant).replace("{Client ID}", client)) as { Name: string },
);

describe("tenant.json", () => {
  it("is exactly the four published objects", () => {
    const expected = Object.fromEntries(published.map((object) => [object.Name, object]));
    assert.equal(renderTenantJson(contract), `${JSON.stringify(expected, null, 2)}\n`);
  });

  it("lists every audience, separated by a comma and nothing else", () => {
    const both = tenantSettings(tokenContract(cloudNamed("public"), tenant, client, true));
    assert.equal(both["Core.API.OAuth.ValidAudiences"]?.Value, `api://${client},${client}`);
  });
});
