import assert from "node:assert/strict";
import { cloudNamed } from "../../model/cloud";
import { objectIdentifierClaim, renderTenantJson, tenantSettings } from "../../model/tenantJson";
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
  it("holds the four published objects, member by member in their order", () => {
    const ours = Object.entries(tenantSettings(contract));
    assert.deepEqual(
      ours,
      published.map((object) => [object.Name, object]),
    );
    assert.deepEqual(
      ours.map(([, object]) => Object.keys(object)),
      published.map((object) => Object.keys(object)),
    );
  });

  it("is exactly this text", () => {
    const text = renderTenantJson(contract);
    assert.ok(
      text.startsWith(`{
  "Core.API.OAuth.STSDiscoveryEndpoint": {
    "Id": "1033c3c0-6bf2-4a93-b813-c3ba42a199b3",
    "IsEncrypted": false,
    "OverrideType": "Overridable",
    "ValueType": "System.String, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089",
    "Value": "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0/.well-known/openid-configuration",
    "Description": "STS Discovery Endpoint URL",
    "DefaultValue": null,
    "IsReadOnly": false,
    "ErrorMessageDescription": null,
    "Name": "Core.API.OAuth.STSDiscoveryEndpoint"
  },
  "Core.API.OAuth.ValidAudiences": {
    "Id": "94c37b1b-2fb1-4f4e-a3de-6796279031e6",
`),
    );
    const expected = Object.fromEntries(published.map((object) => [object.Name, object]));
    assert.equal(text, `${JSON.stringify(expected, null, 2)}\n`);
  });

  it("corrects the mistakes of the published objects", () => {
    const text = renderTenantJson(contract);
    const values = Object.values(JSON.parse(text) as Record<string, { Value: string }>).map(({ Value }) => Value);
    assert.deepEqual(
      values.map((value) => value.trim()),
      values,
      "no space around a value",
    );
    assert.match(text, /^[\x20-\x7e\n]*$/, "no typographic quote");
    assert.equal(text.match(/"Id":/g)?.length, 4, "each object once");
    assert.match(text, /"https:\/\/sts\.windows\.net\/[0-9a-f-]{36}\/"/, "both slashes of the issuer");
    assert.doesNotMatch(text, new RegExp(`microsoftonline[^"]*${client}`), "the metadata document is the tenant's");
    assert.doesNotMatch(text, /[{]\w/, "no placeholder is left");
  });

  it("lists every audience, separated by a comma and nothing else", () => {
    const both = tenantSettings(tokenContract(cloudNamed("public"), tenant, client, true));
    assert.equal(both["Core.API.OAuth.ValidAudiences"]?.Value, `api://${client},${client}`);
  });

  it("takes issuer and metadata document from the token's version and the cloud", () => {
    const china = tenantSettings(tokenContract(cloudNamed("china"), tenant, client, false, 2));
    assert.deepEqual(
      Object.values(china).map(({ Value }) => Value),
      [
        `https://login.partner.microsoftonline.cn/${tenant}/v2.0/.well-known/openid-configuration`,
        client,
        `https://login.partner.microsoftonline.cn/${tenant}/v2.0`,
        "http://schemas.microsoft.com/identity/claims/objectidentifier",
      ],
    );
  });

  it("names the .NET form of the oid claim", () => {
    assert.equal(objectIdentifierClaim, "http://schemas.microsoft.com/identity/claims/objectidentifier");
  });
});
