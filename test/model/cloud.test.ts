import assert from "node:assert/strict";
import { cloudNamed, cloudNames, cloudOfEnvironment } from "../../model/cloud";

describe("clouds", () => {
  it("are the four the azuread provider knows, each with its hosts", () => {
    assert.deepEqual(cloudNames.map(cloudNamed), [
      {
        name: "public",
        loginHost: "login.microsoftonline.com",
        v1IssuerHost: "sts.windows.net",
        graphHost: "graph.microsoft.com",
      },
      {
        name: "usgovernment",
        loginHost: "login.microsoftonline.us",
        v1IssuerHost: "sts.windows.net",
        graphHost: "graph.microsoft.us",
      },
      {
        name: "dod",
        loginHost: "login.microsoftonline.us",
        v1IssuerHost: "sts.windows.net",
        graphHost: "dod-graph.microsoft.us",
      },
      {
        name: "china",
        loginHost: "login.partner.microsoftonline.cn",
        v1IssuerHost: "sts.chinacloudapi.cn",
        graphHost: "microsoftgraph.chinacloudapi.cn",
      },
    ]);
  });

  it("are not guessed", () => {
    assert.throws(() => cloudNamed("moon"), {
      message: 'unknown cloud "moon"; one of public, usgovernment, dod, china',
    });
  });
});

describe("cloudOfEnvironment", () => {
  it("knows every name the provider takes", () => {
    const environments = [
      "public",
      "global",
      "Public",
      "usgovernment",
      "usgovernmentl4",
      "usgovernmentl5",
      "dod",
      "china",
    ];
    assert.deepEqual(environments.map(cloudOfEnvironment), [
      "public",
      "public",
      "public",
      "usgovernment",
      "usgovernment",
      "dod",
      "dod",
      "china",
    ]);
  });

  it("leaves another name as it is, so that it equals no cloud", () => {
    assert.equal(cloudOfEnvironment("Mars"), "mars");
  });
});
