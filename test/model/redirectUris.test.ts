import assert from "node:assert/strict";
import fc from "fast-check";
import { nativeRedirectUriProblems, redirectUriProblems } from "../../model/redirectUris";
import { keysOf } from "./settingsOf";
import { fuzz } from "../fuzz";

const uipath = "https://cloud.uipath.com/provisioning_/callback";

describe("a Web redirect URI", () => {
  for (const uri of [
    uipath,
    "https://govcloud.uipath.us/provisioning_/callback",
    "https://contoso.dedicated.uipath.com/provisioning_/callback",
    "https://contoso.com/",
    "https://contoso.com:8443/callback?tenant=a&b=c",
    "https://contoso.com/a%20b%2Ac/@home",
    "https://xn--mnchen-3ya.example/callback",
    "http://localhost:8400/callback",
    "http://127.0.0.1/",
    `https://contoso.com/${"x".repeat(236)}`,
  ]) {
    it(`may be ${uri.slice(0, 60)}`, () => assert.deepEqual(redirectUriProblems(uri), []));
  }

  for (const uri of [
    ...["", "/callback", "cloud.uipath.com/callback", "https://", "https://a b/"],
    ...["http://contoso.com/callback", "http://localhost.contoso.com/", "http://127.0.0.2/", "http://[::1]/"],
    ...[
      "myapp://callback/",
      "urn:ietf:wg:oauth:2.0:oob",
      "javascript:alert(1)",
      "data:text/html,x",
      "ftp://contoso.com/",
    ],
    // Another host than the one shown.
    ...["https://cloud.uipath.com@evil.example/", "https://cloud.uipath.com:x@evil.example/", "https://@evil.example/"],
    ...["https://evil.example\\@cloud.uipath.com/", "https:evil.example/a", "https:///evil.example/"],
    // Not letter by letter the host that is called.
    ...[
      "https://münchen.example/",
      "https://cloud。uipath.com/",
      "https://clоud.uipath.com/",
      "https://CLOUD.uipath.com/",
    ],
    ...[
      "https://0x7f.1/",
      "https://2130706433/",
      "https://010.0.0.1/",
      "https://contoso.com:443/",
      "https://contoso.com:0/",
    ],
    ...["https://contoso.com", "https://contoso.com?x=1", "https://contoso.com/#a", "https://contoso.com/#"],
    ...["https://contoso.com/a/../b", "https://contoso.com/%2e%2e/b", "HTTPS://contoso.com/"],
    ...["https://*.contoso.com/", "https://contoso.com/*", "https://contoso.com/a b", "https://contoso.com/a\\b"],
    ...[
      "\thttps://contoso.com/",
      "https://contoso.com/\n",
      "https://contoso.com/a\u0000",
      "https://contoso.com/\u202e",
    ],
    ...["https://contoso.com/%zz", "https://contoso.com/%", "https://contoso.com/%0a", "https://contoso.com/%7F"],
    ...[..."!$'(),;\"<>[]^`{}|"].map((character) => `https://contoso.com/a${character}`),
    `https://contoso.com/${"x".repeat(237)}`,
  ]) {
    it(`is not ${JSON.stringify(uri).slice(0, 60)}`, () => assert.notDeepEqual(redirectUriProblems(uri), []));
  }

  const part = fc.string({ unit: "grapheme", maxLength: 12 });
  const uris = fc.tuple(part, part, part).map(([a, b, c]) => `https://${a}cloud.uipath.com${b}/${c}`);
  fuzz(
    "is answered by the host it shows, whatever was typed",
    1000,
    fc.property(uris, (uri) => {
      if (redirectUriProblems(uri).length > 0) return;
      const { host, username, href } = new URL(uri);
      assert.equal(uri.startsWith(`https://${host}/`), true);
      assert.deepEqual([username, href], ["", uri]);
    }),
  );

  it("is told how to be written, and the whole of what is wrong", () => {
    assert.match(redirectUriProblems("https://contoso.com?x=1")[0] ?? "", /; write https:\/\/contoso\.com\/\?x=1$/);
    assert.match(
      redirectUriProblems("https://münchen.example/")[0] ?? "",
      /; write https:\/\/xn--mnchen-3ya\.example\/$/,
    );
    assert.equal(redirectUriProblems("http://a:b@contoso.com:0/(x)#y").length, 5);
  });
});

describe("a redirect URI of an app on a device", () => {
  it("may have a scheme of its own, and the local machine under each name", () => {
    for (const uri of [
      "msal0000://auth",
      "urn:ietf:wg:oauth:2.0:oob",
      "http://localhost",
      "http://[::1]:8080/x",
      uipath,
    ]) {
      assert.deepEqual(nativeRedirectUriProblems(uri), [], uri);
    }
    for (const uri of ["app://*", "http://one.example/", "https://user@one.example/", "app:\\x", "relative"]) {
      assert.notDeepEqual(nativeRedirectUriProblems(uri), [], uri);
    }
  });
});

describe("the list of redirect URIs", () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `https://contoso.com/${index}`);

  for (const [title, redirectUris, keys] of [
    ["256", many(256), []],
    ["257", many(257), ["redirectUris"]],
    ["none", [], ["redirectUris"]],
    ["another case, which is another URI", [uipath, uipath.replace("callback", "Callback")], []],
    ["one twice", [uipath, "https://contoso.com/", uipath], ["redirectUris[2]"]],
    ["local ones that differ by port alone", ["http://localhost:1/", "http://localhost:2/"], ["redirectUris[1]"]],
    ["local ones with other paths", ["http://localhost:1/", "http://localhost:2/a", "http://127.0.0.1:1/"], []],
    ["addresses that differ by port", ["https://a.example:1/", "https://a.example:2/"], []],
  ] as const) {
    it(`${keys.length === 0 ? "takes" : "refuses"} ${title}`, () => assert.deepEqual(keysOf({ redirectUris }), keys));
  }
});
