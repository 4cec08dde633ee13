import assert from "node:assert/strict";
import { formatProblems } from "../../model/problem";
import { isRedirectUri, redirectUrisProblems } from "../../model/redirectUris";

const uipath = "https://cloud.uipath.com/provisioning_/callback";
const problemsOf = (...uris: string[]) => formatProblems(redirectUrisProblems(uris));
const characters = "must hold no wildcard, space, backslash or any of ! $ ' ( ) , ;";
const web = "must be https, or http for localhost and 127.0.0.1 only; use the https address";
const path = "must have a path: Entra ID would store it with a trailing /";

describe("a redirect URI", () => {
  for (const uri of [
    uipath,
    "https://govcloud.uipath.us/provisioning_/callback",
    "https://contoso.dedicated.uipath.com/provisioning_/callback",
    "https://contoso.com/",
    "https://contoso.com:8443/callback?tenant=a&b=c",
    "https://contoso.com/a%20b%2Ac",
    "http://localhost:8400/callback",
    "http://127.0.0.1/",
    `https://contoso.com/${"x".repeat(236)}`,
  ]) {
    it(`is taken: ${uri.slice(0, 60)}`, () => {
      assert.equal(problemsOf(uri), "");
      assert.equal(isRedirectUri(uri), true);
    });
  }

  for (const { uri, refusals } of [
    { uri: "", refusals: ["must be an absolute URI; write it as https://HOST/PATH"] },
    { uri: "/callback", refusals: ["must be an absolute URI; write it as https://HOST/PATH"] },
    { uri: "cloud.uipath.com/callback", refusals: ["must be an absolute URI; write it as https://HOST/PATH"] },
    { uri: "http://contoso.com/callback", refusals: [web] },
    { uri: "http://localhost.contoso.com/callback", refusals: [web] },
    { uri: "http://127.0.0.2/callback", refusals: [web] },
    { uri: "myapp://callback/", refusals: [web] },
    { uri: "urn:ietf:wg:oauth:2.0:oob", refusals: [web] },
    { uri: "https://contoso.com/#a", refusals: ["must have no fragment; remove # and what follows it"] },
    { uri: "https://contoso.com/#", refusals: ["must have no fragment; remove # and what follows it"] },
    {
      uri: `https://contoso.com/${"x".repeat(237)}`,
      refusals: ["must be at most 256 characters long; use a shorter address"],
    },
    { uri: "https://contoso.com", refusals: [`${path}; write https://contoso.com/`] },
    { uri: "https://contoso.com?x=1", refusals: [`${path}; write https://contoso.com/?x=1`] },
    { uri: "https:contoso.com/a", refusals: [`${path}; write https://contoso.com/a`] },
    {
      uri: "https://*.contoso.com/",
      refusals: [`${characters}; remove "*", or write it percent-encoded if it is part of the address`],
    },
    {
      uri: "https://contoso.com/a b",
      refusals: [`${characters}; remove " ", or write it percent-encoded if it is part of the address`],
    },
    {
      uri: "https://contoso.com/a\\b",
      refusals: [`${characters}; remove "\\\\", or write it percent-encoded if it is part of the address`],
    },
    {
      uri: "http://contoso.com#(a)(b)",
      refusals: [
        `${characters}; remove "(" ")", or write it percent-encoded if it is part of the address`,
        "must have no fragment; remove # and what follows it",
        web,
        `${path}; write http://contoso.com/`,
      ],
    },
  ]) {
    it(`is refused, for every reason there is: ${uri.slice(0, 60)}`, () => {
      const got = JSON.stringify(uri).length > 160 ? `${JSON.stringify(uri).slice(0, 157)}…` : JSON.stringify(uri);
      const lines = refusals.map((refusal) => `  redirectUris[0]: got ${got}; ${refusal}`);
      assert.equal(problemsOf(uri), lines.join("\n"));
      assert.equal(isRedirectUri(uri), false);
    });
  }

  for (const character of "!$'(),;") {
    it(`holds no ${character}`, () => {
      assert.equal(
        problemsOf(`https://contoso.com/a${character}`),
        `  redirectUris[0]: got "https://contoso.com/a${character}"; ${characters}; remove "${character}", or write it percent-encoded if it is part of the address`,
      );
    });
  }
});

describe("the list of redirect URIs", () => {
  it("holds at least one", () => {
    assert.equal(
      problemsOf(),
      "  redirectUris: got []; must hold 1 to 256 URIs; list the redirect URI UiPath shows when the connection is made (Automation Cloud: https://cloud.uipath.com/provisioning_/callback)",
    );
  });

  it("holds at most 256", () => {
    const uris = (count: number) => Array.from({ length: count }, (_, index) => `https://contoso.com/${index}`);
    assert.equal(problemsOf(...uris(256)), "");
    assert.equal(
      problemsOf(...uris(258)),
      '  redirectUris: got "258 redirect URIs"; must hold 1 to 256 URIs; remove at least 2',
    );
  });

  it("holds each once, and tells cases apart as Entra ID does", () => {
    assert.equal(problemsOf(uipath, uipath.replace("callback", "Callback")), "");
    assert.equal(
      problemsOf(uipath, "https://contoso.com/", uipath),
      `  redirectUris[2]: got "${uipath}"; must be listed once; remove the repeated URI`,
    );
  });
});
