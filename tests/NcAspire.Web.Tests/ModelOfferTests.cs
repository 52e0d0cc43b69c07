using NcAspire.Contracts;
using NcAspire.Web.Components.Pages.Instances;
using NcAspire.Web.Components.Shared;

namespace NcAspire.Web.Tests;

public sealed class ModelOfferTests
{
    private static readonly ModelOffer _offer = new(Samples.Catalog);

    [Theory]
    [InlineData(null, "", "missing", null)]
    [InlineData(null, "TELEGRAM_BOT_TOKEN", "missing", null)]
    [InlineData(null, "OPENROUTER_API_KEY ANTHROPIC_API_KEY", "ready", "ANTHROPIC_API_KEY")]
    [InlineData("openai/gpt-5", "OPENAI_API_KEY", "ready", "OPENAI_API_KEY")]
    [InlineData("anthropic/claude", "ANTHROPIC_API_KEY", "ready", "ANTHROPIC_API_KEY")]
    [InlineData("anthropic/claude", "ANTHROPIC_OAUTH_TOKEN", "ready", "ANTHROPIC_OAUTH_TOKEN")]
    [InlineData("openai/gpt-5", "ANTHROPIC_API_KEY", "stray", "OPENAI_API_KEY")]
    [InlineData("openai/gpt-5", "", "missing", "OPENAI_API_KEY")]
    [InlineData("gone/model", "OPENAI_API_KEY", "stray", null)]
    public void The_model_answers_when_its_vendor_has_a_key(string? model, string keys, string condition, string? answering)
    {
        var llm = new LlmResponse(
            model, [.. keys.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(key => Samples.Saved(key, "AB12"))], Faults: [], Direct: false);

        Assert.Equal(condition, _offer.Facts(llm).Single(fact => fact.Key == "model").Value);
        Assert.Equal(answering, _offer.Answering(llm)?.Secret.Name);
    }

    [Fact]
    public void Faults_of_a_vendor_that_is_not_asked_any_more_do_not_count()
    {
        var llm = Samples.Refused.Llm;
        var other = llm with { Model = "anthropic/claude-opus-5", Keys = [Samples.Saved("ANTHROPIC_API_KEY", "CD34")] };

        Assert.Contains(KeyValuePair.Create("model", "faulty"), _offer.Facts(llm));
        Assert.Contains(KeyValuePair.Create("model", "ready"), _offer.Facts(other));
    }

    [Fact]
    public void However_things_stand_exactly_one_thing_is_next()
    {
        Assert.All(Conditions(), state => Assert.Single(NextStep.All, next => state.Matches(next.Test)));
    }

    private static IEnumerable<PageState> Conditions() =>
        from status in new[] { InstanceStates.Running, InstanceStates.Stopped }
        from owner in new[] { "set", "unset" }
        from number in new[] { NumberKinds.Own, NumberKinds.Separate }
        from whatsApp in new[]
        {
            WhatsAppStates.NotLinked, WhatsAppStates.Linking, WhatsAppStates.Connected, WhatsAppStates.Reconnecting, WhatsAppStates.LoggedOut,
            WhatsAppStates.Replaced, WhatsAppStates.RestartNeeded, WhatsAppStates.Blocked,
        }
        from linked in new[] { "owner", "other", "unknown" }
        from model in new[] { "ready", "faulty", "stray", "missing" }
        select PageState.Of(Samples.Running).With(new Dictionary<string, string>
        {
            ["status"] = status,
            ["owner"] = owner,
            ["number"] = number,
            ["whatsapp"] = whatsApp,
            ["paired"] = whatsApp is WhatsAppStates.NotLinked or WhatsAppStates.Linking or WhatsAppStates.LoggedOut ? "no" : "yes",
            ["linked"] = linked,
            ["model"] = model,
        });
}
