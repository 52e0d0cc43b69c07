using NcAspire.Contracts;
using NcAspire.Web.Components.Shared;

namespace NcAspire.Web.Tests;

public sealed class PageStateTests
{
    [Theory]
    [InlineData("status=running", true)]
    [InlineData("status=stopped,running", true)]
    [InlineData("status=stopped", false)]
    [InlineData("status!=stopped,error", true)]
    [InlineData("status!=running", false)]
    [InlineData("status=running;operation=none", true)]
    [InlineData("status=running;operation!=none", false)]
    public void A_test_holds_when_all_its_conditions_do(string test, bool holds) =>
        Assert.Equal(holds, PageState.Of(Samples.Running).Matches(test));

    [Theory]
    [InlineData("status")]
    [InlineData("status=a=b")]
    public void A_test_that_is_none_is_a_fault(string test) =>
        Assert.Throws<FormatException>(() => PageState.Of(Samples.Running).Matches(test));

    [Fact]
    public void A_code_that_waits_is_still_to_come_until_an_event_brings_it() =>
        Assert.True(PageState.Of(Linking(LinkStages.Waiting)).Matches("stage=starting"));

    [Theory]
    [InlineData(null, Samples.Owner, "unknown")]
    [InlineData(Samples.Owner, null, "unknown")]
    [InlineData(Samples.Owner, Samples.Owner, "owner")]
    [InlineData(Samples.Owner, Samples.Other, "other")]
    public void The_linked_number_is_the_owners_or_anothers_once_both_are_known(string? owner, string? self, string linked) =>
        Assert.True(PageState.Of(Samples.Connected with
        {
            WhatsApp = Samples.Connected.WhatsApp with { Owner = owner, Self = self },
        }).Matches($"linked={linked}"));

    public static TheoryData<string, string> Conditions()
    {
        var conditions = new TheoryData<string, string>();
        string[] states = [InstanceStates.Creating, InstanceStates.Running, InstanceStates.Stopped, InstanceStates.Error];
        string[] kinds =
        [
            "none", OperationKinds.Create, OperationKinds.Start, OperationKinds.Stop, OperationKinds.Restart,
            OperationKinds.Configure, OperationKinds.Repair, OperationKinds.Delete,
        ];

        foreach (var state in states)
        {
            foreach (var kind in kinds)
            {
                conditions.Add(state, kind);
            }
        }

        return conditions;
    }

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Every_condition_has_exactly_one_badge(string status, string kind)
    {
        var state = PageState.Of(Samples.Running with
        {
            Status = status,
            Operation = kind == "none" ? null : new(Guid.Empty, kind, null, DateTimeOffset.UnixEpoch),
        });

        Assert.Single(Badge.All, badge => state.Matches(badge.Test));
    }

    private static InstanceResponse Linking(string stage) => Samples.WithOwner with
    {
        WhatsApp = Samples.WithOwner.WhatsApp with { Link = new(stage, "", DateTimeOffset.UnixEpoch) },
    };
}
