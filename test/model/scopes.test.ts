import assert from "node:assert/strict";
import { formatProblems } from "../../model/problem";
import { scopesProblems, scopeTexts, type ScopeSettings } from "../../model/scopes";

const id = "0a000000-0000-4000-8000-00000000000a";
const problemsOf = (...scopes: ScopeSettings[]) => formatProblems(scopesProblems(scopes));
const characters =
  "must hold only letters, digits and : ! # $ % & ' ( ) * + , - . / ; < = > ? @ [ ] ^ _ { } ~ ` |, and not start with a dot; remove spaces and other characters";

describe("scopesProblems", () => {
  it("takes every character Entra ID takes, up to 120 of them", () => {
    assert.equal(problemsOf({ value: "aZ09:!#$%&'()*+,-./;<=>?@[]^_{}~`|" }, { value: "x".repeat(120) }), "");
  });

  it("takes texts, a type and an id", () => {
    assert.equal(
      problemsOf({ value: "a", displayName: "A", description: "b", type: "Admin", id }, { value: "b", type: "User" }),
      "",
    );
  });

  for (const { value, refusal } of [
    { value: "", refusal: "must be 1 to 120 characters long; choose a shorter name, such as user_impersonation" },
    {
      value: "x".repeat(121),
      refusal: "must be 1 to 120 characters long; choose a shorter name, such as user_impersonation",
    },
    { value: "user impersonation", refusal: characters },
    { value: ".default", refusal: characters },
    { value: "accès", refusal: characters },
    { value: 'a"b', refusal: characters },
    { value: "a\\b", refusal: characters },
    { value: "read\n", refusal: characters },
  ]) {
    it(`refuses the value ${JSON.stringify(value).slice(0, 30)}`, () => {
      assert.equal(problemsOf({ value }), `  scopes[0].value: got ${JSON.stringify(value)}; ${refusal}`);
    });
  }

  it("names every problem of every scope", () => {
    const wrong = { value: ` ${"x".repeat(120)}`, type: "user", displayName: " ", description: "", id: "1" };
    assert.equal(
      problemsOf({ value: "right" }, wrong),
      [
        `  scopes[1].value: got " ${"x".repeat(120)}"; must be 1 to 120 characters long; choose a shorter name, such as user_impersonation`,
        `  scopes[1].value: got " ${"x".repeat(120)}"; ${characters}`,
        '  scopes[1].type: got "user"; must be User or Admin; leave it out for User: users can consent for themselves',
        '  scopes[1].displayName: got " "; must not be blank: it stands on the consent page; write a text, or leave it out to have one derived from the value',
        '  scopes[1].description: got ""; must not be blank: it stands on the consent page; write a text, or leave it out to have one derived from the value',
        "  scopes[1].id: got \"1\"; must be a GUID; copy the scope's id from the application's manifest, or leave it out for a new scope",
      ].join("\n"),
    );
  });

  it("refuses a value or an id that another scope has", () => {
    assert.equal(
      problemsOf({ value: "a", id }, { value: "A", id: id.toUpperCase() }, { value: "a" }),
      [
        '  scopes[2].value: got "a"; must be unique among the scopes; remove the repeated scope or give it another value',
        `  scopes[1].id: got "${id.toUpperCase()}"; must be unique among the scopes; remove the repeated scope or give it another id`,
      ].join("\n"),
    );
  });

  it("refuses an empty list", () => {
    assert.equal(
      problemsOf(),
      "  scopes: got []; must hold at least one scope: without one no client can ask for a token; add `- value: user_impersonation`",
    );
  });
});

describe("scopeTexts", () => {
  it("derives type and texts from the value", () => {
    assert.deepEqual(scopeTexts({ value: "user_impersonation" }), {
      value: "user_impersonation",
      type: "User",
      displayName: "User impersonation",
      description:
        "Lets the application call the Icertis API on behalf of the signed-in user with the permission user_impersonation.",
    });
    assert.equal(scopeTexts({ value: "Agreements.Read.All" }).displayName, "Agreements Read All");
    assert.equal(scopeTexts({ value: "*" }).displayName, "*");
  });

  it("takes what is configured instead", () => {
    const scope = { value: "a", type: "Admin", displayName: "Title", description: "Text" };
    assert.deepEqual(scopeTexts({ ...scope, id }), scope);
  });
});
