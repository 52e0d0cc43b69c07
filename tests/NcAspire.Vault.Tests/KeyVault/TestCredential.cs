using Azure.Core;

namespace NcAspire.Vault.Tests.KeyVault;

/// <summary>Gives the token that the vault takes, to whoever asks for the vault's resource and tenant only.</summary>
internal sealed class TestCredential : TokenCredential
{
    public string Token { get; set; } = FakeKeyVault.Token;

    /// <summary>What it does instead.</summary>
    public Exception? Fault { get; set; }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Assert.Equal([$"{FakeKeyVault.Resource}/.default"], requestContext.Scopes);
        Assert.Equal(FakeKeyVault.Authority.Split('/')[^1], requestContext.TenantId);
        return Fault is null ? new AccessToken(Token, TimeProvider.System.GetUtcNow().AddHours(1)) : throw Fault;
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(GetToken(requestContext, cancellationToken));
}
