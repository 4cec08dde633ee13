import { readsOutputs, type Verb } from "../verb";

const notes = `
Without --app-only, --device-code or --token a user signs in at the browser, as in UiPath (authorization code with PKCE).
The redirect URI must be among the stack's redirectUris; Pulumi.dev.yaml has the default one.
With --url, an API key comes from the variable ICERTIS_API_KEY or, with authentication: apiKey, from the stack, and the
key that ICI's gateway wants (ici-product-key) from ICERTIS_PRODUCT_KEY. Nothing is sent unless every step passed.`;

export const verifyVerb: Verb = {
  name: "verify",
  description: "get a token as UiPath does and check it as ICI would, step by step",
  declare: (command) =>
    readsOutputs(command)
      .option("--app-only", "ask with the stack's credentials, without a user; the audience is then not proved", false)
      .option("--device-code", "sign in on another device", false)
      .option(
        "--token <source>",
        "check this token; only - (standard input) is taken, so that it stays out of the shell's history",
      )
      .option(
        "--redirect-uri <uri>",
        "where the browser comes back to on this machine",
        "http://localhost:8400/callback",
      )
      .option("--no-browser", "print the sign-in address and do not open it")
      .option("--tenant-json <file>", "check against this tenant.json, and not against the stack's")
      .option("--at <pointer>", "JSON pointer of the keys in that file, where there is a choice")
      .option("--url <address>", "also call this ICI address with the token, or with the API key")
      .addHelpText("after", notes),
  load: async () => (await import("./verify")).verify,
};
