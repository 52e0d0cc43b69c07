using NcAspire.Core.Secrets;

namespace NcAspire.Core.Tests.Secrets;

public sealed class SecretDefinitionTests
{
    [Theory]
    [InlineData("OPENAI_API_KEY", "sk-proj-0123456789abcdef_-")]
    [InlineData("ANTHROPIC_API_KEY", "sk-ant-api03-0123456789abcdef_-AA")]
    [InlineData("ANTHROPIC_OAUTH_TOKEN", "sk-ant-oat01-0123456789abcdef_-AA")]
    [InlineData("GEMINI_API_KEY", "AIzaSyA0123456789-abcdefghijklmnop_qrs")]
    [InlineData("OPENROUTER_API_KEY", "sk-or-v1-0123456789abcdef0123456789abcdef")]
    [InlineData("ZAI_API_KEY", "0123456789abcdef0123456789abcdef.AbCdEfGhIjKlMnOp")]
    [InlineData("QWEN_API_KEY", "sk-0123456789abcdef0123456789abcdef")]
    [InlineData("AI_GATEWAY_API_KEY", "vck_0123456789abcdefABCDEF0123456789")]
    [InlineData("MINIMAX_API_KEY", "eyJhbGciOiJSUzI1NiJ9.eyJncm91cCI6IjEyMyJ9.c2lnbmF0dXJl")]
    [InlineData("SYNTHETIC_API_KEY", "syn_0123456789abcdef0123456789abcdef")]
    [InlineData("DEEPGRAM_API_KEY", "0123456789abcdef0123456789abcdef01234567")]
    [InlineData("TELEGRAM_BOT_TOKEN", "123456789:AAE0123456789abcdefghijklmnopqrstuv")]
    [InlineData("DISCORD_BOT_TOKEN", "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE.0123456789abcdefghijklmnopqrstuvwxyzAB")]
    [InlineData("SLACK_BOT_TOKEN", "xoxb-123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx")]
    [InlineData("SLACK_APP_TOKEN", "xapp-1-A0123456789-1234567890123-0123456789abcdef")]
    public void A_key_as_its_vendor_gives_it_is_taken(string name, string value)
    {
        var secret = SecretCatalog.Of(SecretName.TryParse(name) ?? throw new InvalidOperationException(name));

        Assert.Null(secret.Complaint(value));
        foreach (var wrong in (string[])[$"{value}\n", $" {value}", value.Replace('0', ' '), $"{value}\u0000", value[..6], "", new string('x', 513)])
        {
            var complaint = secret.Complaint(wrong);
            Assert.NotNull(complaint);
            Assert.Contains(secret.Label, complaint, StringComparison.Ordinal);
            Assert.True(wrong.Length < 7 || !complaint.Contains(wrong.Trim(), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Names_are_unique_and_every_one_says_where_it_comes_from()
    {
        Assert.Distinct(SecretCatalog.All.Select(s => s.Name));
        Assert.All(SecretCatalog.All, s => Assert.Equal("https", s.Source.Scheme));
        Assert.All(SecretCatalog.All, s => Assert.Equal(s.Name, SecretName.TryParse(s.Name.Value)));
        Assert.Null(SecretName.TryParse("PATH"));
    }

    [Theory]
    [InlineData("key", "key")]
    [InlineData(" \t\r\n key\u00a0\u2003", "key")]
    [InlineData("\ufeff\u200bkey\u200d\u0000", "key")]
    [InlineData("a key", "a key")]
    [InlineData(" \n", "")]
    [InlineData("", "")]
    public void What_stands_around_a_pasted_key_is_cut_off(string pasted, string value) => Assert.Equal(value, SecretDefinition.Trim(pasted));
}
