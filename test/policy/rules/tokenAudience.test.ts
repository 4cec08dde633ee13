import assert from "node:assert/strict";
import {
  application,
  applicationIdentifierUri,
  applicationPermissionScope,
  applicationRegistration,
} from "../../../model/resourceTypes";
import { tokenAudience } from "../../../policy/rules/tokenAudience";
import { unknown, urnOf, violationsOf, type ShownResource } from "../analyzed";

const clientId = "c11e0000-0000-4000-8000-000000000001";
const objectId = "0b1ec700-0000-4000-8000-000000000001";
const api = { requestedAccessTokenVersion: 1, oauth2PermissionScopes: [{ id: unknown, value: "user_impersonation" }] };
const ids = { clientId, objectId, publisherDomain: "contoso.onmicrosoft.com" };

const app = (props: object): ShownResource => ({ type: application, name: "app", props: { api, ...ids, ...props } });
const uri = (identifierUri: string): ShownResource => ({
  type: applicationIdentifierUri,
  name: "uri",
  props: { identifierUri },
  from: { applicationId: ["app"] },
});

async function judged(resources: readonly ShownResource[], config = {}): Promise<string[]> {
  const violations = await violationsOf(tokenAudience, resources, config);
  return violations.map(({ message, urn }) => `${urn.split("::").at(-1)}: ${message}`);
}

const noUri = "app: the API has no App ID URI, which its version 1 tokens carry as audience; add one";
const form = "must be api:// and the client id, or lie in a domain the tenant has verified";

describe("policy rule token-audience", () => {
  it("accepts version 1 tokens with the client id or a verified domain in the App ID URI", async () => {
    assert.deepEqual(await judged([app({}), uri(`api://${clientId}`)]), []);
    assert.deepEqual(await judged([app({ identifierUris: [`api://${clientId.toUpperCase()}/v1`] })]), []);
    assert.deepEqual(await judged([app({}), uri("https://api.contoso.onmicrosoft.com/icm")]), []);
    const own = { verifiedDomains: ["contoso.com"] };
    assert.deepEqual(await judged([app({}), uri("api://contoso.com/icm")], own), []);
  });

  it("accepts version 2 tokens, whose audience is the client id, with any App ID URI or none", async () => {
    const second = { api: { ...api, requestedAccessTokenVersion: 2 } };
    assert.deepEqual(await judged([app(second)]), []);
    assert.deepEqual(await judged([app(second), uri("api://anything")]), []);
    const registration = { type: applicationRegistration, name: "app", props: { ...ids } };
    assert.deepEqual(await judged([registration, uri("api://anything")]), []);
  });

  it("accepts a client without an API of its own", async () => {
    assert.deepEqual(await judged([{ type: application, name: "app", props: ids }]), []);
  });

  it("refuses version 1 tokens without an App ID URI", async () => {
    assert.deepEqual(await judged([app({})]), [noUri]);
    assert.deepEqual(await judged([app({ api: { ...api, requestedAccessTokenVersion: null } })]), [noUri]);
    const registration = {
      type: applicationRegistration,
      name: "app",
      props: { ...ids, requestedAccessTokenVersion: 1 },
    };
    const scope = {
      type: applicationPermissionScope,
      name: "scope",
      props: { applicationId: `/applications/${objectId}` },
    };
    assert.deepEqual(await judged([registration, scope]), [noUri]);
    const [violation] = await violationsOf(tokenAudience, [app({})]);
    assert.equal(violation?.urn, urnOf(app({})));
  });

  it("refuses an App ID URI that version 1 tokens cannot carry, once where both resources name it", async () => {
    const foreign = "https://evilcontoso.onmicrosoft.com";
    assert.deepEqual(await judged([app({ identifierUris: [foreign] }), uri(foreign)]), [`uri: identifierUri ${form}`]);
    assert.deepEqual(await judged([app({ identifierUris: ["api://icm"] })]), [`app: identifierUris[0] ${form}`]);
  });

  it("refuses the object id and what Entra ID takes for no App ID URI, whatever the version", async () => {
    const second = { api: { ...api, requestedAccessTokenVersion: 2 } };
    for (const version of [{}, second]) {
      assert.deepEqual(await judged([app(version), uri(`api:///applications/${objectId}`)]), [
        "uri: identifierUri must hold the client id of the application, not its object id",
      ]);
      for (const bad of [`api://${clientId}/`, "api://*", "icm", `api://${clientId}/${"x".repeat(255)}`]) {
        assert.deepEqual(await judged([app(version), uri(bad)]), [
          "uri: identifierUri must be an absolute URI of at most 255 characters, with neither a wildcard nor a trailing slash",
        ]);
      }
    }
  });

  it("waits in a first preview, and still misses an App ID URI that nothing declares", async () => {
    const first = app({ clientId: unknown, objectId: unknown, publisherDomain: unknown, identifierUris: null });
    assert.deepEqual(await judged([first, uri(unknown)]), []);
    assert.deepEqual(await judged([first, uri("api://icm")]), []);
    assert.deepEqual(await judged([first]), [noUri]);
    assert.deepEqual(await judged([app({ identifierUris: unknown })]), []);
    assert.deepEqual(await judged([app({ api: unknown })]), []);
  });
});
