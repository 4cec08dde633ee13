import assert from "node:assert/strict";
import { noPlainTextSecrets } from "../../../policy/rules/noPlainTextSecrets";
import { messagesOf, secret, unknown, violationsOf } from "../analyzed";

const type = "example:index:Thing";
const plain = (path: string) =>
  `${path} holds a secret in plain text; wrap it in pulumi.secret, or set it with --secret`;
const judged = (props: Record<string, unknown>, config = {}) =>
  messagesOf(noPlainTextSecrets(), { type, props }, config);

describe("policy rule no-plain-text-secrets", () => {
  it("accepts marked secrets, whole or inside a marked object, and other texts", async () => {
    assert.deepEqual(
      await judged({
        clientSecret: secret("hush"),
        credentials: secret([{ password: "hush" }]),
        list: [{ apiKey: secret("hush") }],
        secretName: "where it is",
        requestedAccessTokenVersion: "1",
        permissions: { secrets: ["get"] },
        password: "",
      }),
      [],
    );
  });

  it("refuses unmarked ones by their path, at every depth", async () => {
    const found = await judged({ clientSecret: "hush", list: [{ name: "a" }, { auth: { api_key: "hush" } }] });
    assert.deepEqual(found, [plain("clientSecret"), plain("list[1].auth.api_key")]);
    assert.ok(!found.join().includes("hush"));
  });

  it("knows the names of secrets", async () => {
    const names = [
      ...["password", "adminPassword", "passphrase", "secret", "client_secret", "credential"],
      ...["apiKey", "accessKey", "accountKey", "privateKey", "sharedKey", "subscriptionKey"],
      ...["connectionString", "oidcToken", "sasToken", "accessToken", "refresh_token"],
    ];
    for (const name of names) assert.deepEqual(await judged({ [name]: "hush" }), [plain(name)]);
    const others = ["key", "publicKey", "tokenVersion", "keyId", "passwordPolicy", "secrets"];
    assert.deepEqual(await judged(Object.fromEntries(others.map((name) => [name, "shown"]))), []);
  });

  it("knows the value of a vault's secret", async () => {
    const properties = { value: "hush" };
    const vaultSecret = { type: "azure-native:keyvault:Secret", props: { properties } };
    assert.deepEqual(await messagesOf(noPlainTextSecrets(), vaultSecret), [plain("properties.value")]);
    assert.deepEqual(await judged({ properties }), []);
  });

  it("takes further names and exceptions from its configuration", async () => {
    const props = { pin: "1234", imagePullSecret: "name-of-it" };
    assert.deepEqual(await judged(props, { also: ["pin"], except: ["imagePullSecret"] }), [plain("pin")]);
  });

  it("waits for what is not known yet: only then does it carry its mark", async () => {
    assert.deepEqual(await judged({ password: unknown, apiKey: "hush", nested: unknown }), [plain("apiKey")]);
  });

  it("is mandatory as it stands, and says that it is blind at a lower level, once", async () => {
    const things = ["a", "b"].map((name) => ({ type, name, props: { password: "hush" } }));
    const levels = (await violationsOf(noPlainTextSecrets(), things)).map(({ level }) => level);
    assert.deepEqual(levels, ["mandatory", "mandatory"]);
    const others = ["c", "d"].map((name) => ({ type, name, props: { password: "hush" } }));
    const lowered = await violationsOf(noPlainTextSecrets(), others, { enforcementLevel: "advisory" });
    assert.deepEqual(
      lowered.map(({ message, level }) => [level, message]),
      [["advisory", "nothing was checked at this enforcement level; set it to remediate, or to disabled"]],
    );
  });
});
