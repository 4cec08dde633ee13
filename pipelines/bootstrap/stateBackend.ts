import * as authorization from "@pulumi/azure-native/authorization";
import * as keyvault from "@pulumi/azure-native/keyvault";
import * as resources from "@pulumi/azure-native/resources";
import * as storage from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";

/** What a {@link StateBackend} is made from. */
interface StateBackendArgs {
  readonly location: string;
  readonly tenantId: pulumi.Input<string>;
  readonly subscriptionId: pulumi.Input<string>;
  /** Object id of the identity that deploys each stack. */
  readonly deployers: Readonly<Record<string, pulumi.Input<string>>>;
  /** Object id of the identity that previews pull requests. */
  readonly reader: pulumi.Input<string>;
  /** Object id of the person who makes the stacks: gets the roles for it on containers and keys. */
  readonly administrator: pulumi.Input<string>;
}

/** Azure's built-in roles: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const roles = {
  blobContributor: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  blobReader: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  cryptoUser: "12338af0-0e69-4776-bea7-57ae8d297424",
};

/**
 * A container and a key for each stack: the identity of dev can neither read nor decrypt prod. The one that previews
 * pull requests reads the containers and may use no key, so it sees ciphertext only.
 */
export class StateBackend extends pulumi.ComponentResource {
  /** For `PULUMI_BACKEND_URL`; the pipelines put the stack's name in place of `{stack}`. */
  readonly backendUrl: pulumi.Output<string>;
  /** For `pulumi stack init --secrets-provider`, by stack. */
  readonly secretsProviders: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: StateBackendArgs, options?: pulumi.ComponentResourceOptions) {
    super("icertis:bootstrap:StateBackend", name, {}, options);
    const parent = { parent: this };
    const group = new resources.ResourceGroup(`${name}-group`, { location: args.location }, parent);
    const account = new storage.StorageAccount(
      `${name.replaceAll("-", "")}`,
      {
        resourceGroupName: group.name,
        kind: storage.Kind.StorageV2,
        sku: { name: storage.SkuName.Standard_ZRS },
        allowSharedKeyAccess: false,
        allowBlobPublicAccess: false,
        minimumTlsVersion: storage.MinimumTlsVersion.TLS1_2,
      },
      { ...parent, protect: true },
    );
    new storage.BlobServiceProperties(
      `${name}-blobs`,
      {
        resourceGroupName: group.name,
        accountName: account.name,
        blobServicesName: "default",
        // A state that was overwritten or deleted can be had back.
        isVersioningEnabled: true,
        deleteRetentionPolicy: { enabled: true, days: 30 },
      },
      parent,
    );
    const vault = new keyvault.Vault(
      `${name}-kv`,
      {
        resourceGroupName: group.name,
        properties: {
          tenantId: args.tenantId,
          sku: { family: keyvault.SkuFamily.A, name: keyvault.SkuName.Standard },
          enableRbacAuthorization: true,
          // Without its key a state's secrets are gone.
          enablePurgeProtection: true,
        },
      },
      { ...parent, protect: true },
    );
    const { ServicePrincipal, User } = authorization.PrincipalType;
    const allow = (
      assignment: string,
      principalId: pulumi.Input<string>,
      [role, principalType = ServicePrincipal]: readonly [string, authorization.PrincipalType?],
      scope: pulumi.Input<string>,
    ) =>
      new authorization.RoleAssignment(
        assignment,
        {
          principalId,
          principalType,
          roleDefinitionId: pulumi.interpolate`/subscriptions/${args.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
          scope,
        },
        parent,
      );
    const providers = Object.entries(args.deployers).map(([stack, deployer]) => {
      const container = new storage.BlobContainer(
        `${name}-${stack}`,
        { resourceGroupName: group.name, accountName: account.name, containerName: `state-${stack}` },
        parent,
      );
      const key = new keyvault.Key(
        `${name}-${stack}-key`,
        {
          resourceGroupName: group.name,
          vaultName: vault.name,
          keyName: `pulumi-${stack}`,
          properties: { kty: keyvault.JsonWebKeyType.RSA, keySize: 4096 },
        },
        { ...parent, protect: true },
      );
      allow(`${name}-${stack}-state`, deployer, [roles.blobContributor], container.id);
      allow(`${name}-${stack}-key-use`, deployer, [roles.cryptoUser], key.id);
      allow(`${name}-${stack}-preview`, args.reader, [roles.blobReader], container.id);
      // Without its version the secrets of the state could not be decrypted any more once the key is rotated.
      const version = key.keyUriWithVersion.apply((uri) => uri.replace(/^https:/, "azurekeyvault:"));
      return [stack, version] as const;
    });
    // This program's own state, once it has moved here.
    new storage.BlobContainer(
      `${name}-bootstrap`,
      { resourceGroupName: group.name, accountName: account.name, containerName: "state-bootstrap" },
      parent,
    );
    allow(`${name}-administrator-state`, args.administrator, [roles.blobContributor, User], account.id);
    allow(`${name}-administrator-keys`, args.administrator, [roles.cryptoUser, User], vault.id);
    this.backendUrl = pulumi.interpolate`azblob://state-{stack}?storage_account=${account.name}`;
    this.secretsProviders = Object.fromEntries(providers);
    this.registerOutputs({ backendUrl: this.backendUrl, secretsProviders: this.secretsProviders });
  }
}
