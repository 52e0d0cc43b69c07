using System.Text;
using NcAspire.Core.Models;
using NcAspire.Core.Relay;

namespace NcAspire.Core.Tests.Relay;

public sealed class VendorAnswersTests
{
    public static TheoryData<ModelFaultKind> Kinds => [.. Enum.GetValues<ModelFaultKind>()];

    [Theory]
    [InlineData(401, """{"error":{"message":"Incorrect API key provided: sk-fake***1234.","code":"invalid_api_key"}}""", ModelFaultKind.KeyRefused)]
    [InlineData(401, "", ModelFaultKind.KeyRefused)]
    [InlineData(403, """{"type":"error","error":{"type":"permission_error","message":"no permission"}}""", ModelFaultKind.KeyRefused)]
    [InlineData(400, """{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}""", ModelFaultKind.KeyRefused)]
    [InlineData(402, """{"error":{"message":"Insufficient credits","code":402}}""", ModelFaultKind.NoCredit)]
    [InlineData(429, """{"error":{"message":"You exceeded your current quota","type":"insufficient_quota"}}""", ModelFaultKind.NoCredit)]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}}""", ModelFaultKind.NoCredit)]
    [InlineData(429, """{"error":{"code":"1113","message":"Insufficient balance or no resource package."}}""", ModelFaultKind.NoCredit)]
    [InlineData(400, """{"error":{"code":"Arrearage","message":"Access denied."}}""", ModelFaultKind.NoCredit)]
    [InlineData(429, """{"error":{"message":"Rate limit reached for gpt-x on tokens per min","code":"rate_limit_exceeded"}}""", ModelFaultKind.RateLimited)]
    [InlineData(429, """{"error":{"code":429,"message":"Resource has been exhausted (e.g. check quota).","status":"RESOURCE_EXHAUSTED"}}""", ModelFaultKind.RateLimited)]
    [InlineData(404, """{"type":"error","error":{"type":"not_found_error","message":"model: x"}}""", ModelFaultKind.ModelUnknown)]
    [InlineData(400, """{"error":{"message":"x/y is not a valid model ID","code":400}}""", ModelFaultKind.ModelUnknown)]
    [InlineData(408, "", ModelFaultKind.VendorDown)]
    [InlineData(500, """{"error":{"message":"insufficient_quota stands in a fault of the vendor's own"}}""", ModelFaultKind.VendorDown)]
    [InlineData(529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", ModelFaultKind.VendorDown)]
    public void A_refusal_tells_what_is_wrong(int status, string body, ModelFaultKind kind) =>
        Assert.Equal(kind, VendorAnswers.Classify(status, Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData(200, """{"choices":[{"message":{"content":"insufficient_quota, invalid_api_key"}}]}""")]
    [InlineData(400, """{"error":{"message":"This model's maximum context length is 128000 tokens.","code":"context_length_exceeded"}}""")]
    [InlineData(403, """{"error":{"message":"Your chosen model requires moderation and your input was flagged","code":403}}""")]
    [InlineData(413, "")]
    [InlineData(422, """{"detail":"temperature must be at most 2"}""")]
    public void What_is_wrong_with_one_request_alone_is_no_fault(int status, string body) =>
        Assert.Null(VendorAnswers.Classify(status, Encoding.UTF8.GetBytes(body)));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_fault_has_words_that_name_the_vendor_or_the_limit_and_say_what_to_do(ModelFaultKind kind)
    {
        var vendor = ModelVendors.Find("zai")!;

        Assert.Contains(kind is ModelFaultKind.LimitReached or ModelFaultKind.OpenLimitReached ? "limit" : "Z.AI", ModelFaults.Title(kind, vendor), StringComparison.Ordinal);
        Assert.EndsWith(".", ModelFaults.Detail(kind, vendor), StringComparison.Ordinal);
        Assert.Contains(ModelFaults.Title(kind, vendor), ModelFaults.Message(kind, vendor), StringComparison.Ordinal);
    }
}
