using NcAspire.Core.Instances;
using NcAspire.Core.Models;
using NcAspire.Core.Relay;
using NcAspire.Core.Telemetry;
using NcAspire.Core.Tests.Telemetry;
using NcAspire.Testing;

namespace NcAspire.Core.Tests.Relay;

public sealed class UsageLedgerTests : IDisposable
{
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 11, 20, 23, 59, 0, TimeSpan.Zero));
    private readonly CountingStore _store = new();
    private readonly Measures _measures = new();
    private readonly UsageLedger _ledger;
    private readonly InstanceId _ada = InstanceId.New(TimeProvider.System);
    private readonly InstanceId _bob = InstanceId.New(TimeProvider.System);
    private readonly ModelVendor _openAi = ModelVendors.Find("openai")!;
    private readonly ModelVendor _anthropic = ModelVendors.Find("anthropic")!;

    public UsageLedgerTests() =>
        _ledger = new UsageLedger(_store, new RelayOptions { DailyRequests = 3, DailyTokens = 1000 }, _measures, _clock);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _ledger.Dispose();
        _measures.Dispose();
    }

    [Fact]
    public void Tokens_are_measured_by_vendor_and_direction()
    {
        using var heard = new HeardMeasures(_measures);

        _ledger.AddTokens(_ada, _openAi, 12, 30);
        _ledger.AddTokens(_bob, _openAi, 8, 0);

        Assert.Equal(20, heard.Sum("ncaspire.relay.tokens", ("vendor", "openai"), ("direction", "input")));
        Assert.Equal(30, heard.Sum("ncaspire.relay.tokens", ("vendor", "openai"), ("direction", "output")));
    }

    [Fact]
    public async Task Requests_count_at_once_over_all_vendors_and_for_each_instance()
    {
        Assert.True(await TryAdmitAsync(_ada, _openAi, Ct));
        Assert.True(await TryAdmitAsync(_ada, _anthropic, Ct));
        Assert.True(await TryAdmitAsync(_ada, _openAi, Ct));

        Assert.False(await TryAdmitAsync(_ada, _openAi, Ct));
        Assert.False(await TryAdmitAsync(_ada, _anthropic, Ct));
        Assert.True(await TryAdmitAsync(_bob, _openAi, Ct));
        Assert.Equal(0, _store.Writes);
    }

    [Fact]
    public async Task Tokens_count_before_they_are_written_and_after()
    {
        Assert.True(await TryAdmitAsync(_ada, _openAi, Ct));
        _ledger.AddTokens(_ada, _openAi, 900, 100);

        Assert.False(await TryAdmitAsync(_ada, _anthropic, Ct));
        await _ledger.FlushAsync(Ct);
        Assert.False(await TryAdmitAsync(_ada, _anthropic, Ct));
        Assert.Equal((1, 1000), _store.Of(_ada));
    }

    [Fact]
    public async Task A_batch_is_one_write_and_nothing_is_none()
    {
        await _ledger.FlushAsync(Ct);
        Assert.Equal(0, _store.Writes);

        await TryAdmitAsync(_ada, _openAi, Ct);
        await TryAdmitAsync(_ada, _openAi, Ct);
        await TryAdmitAsync(_bob, _anthropic, Ct);
        await _ledger.FlushAsync(Ct);

        Assert.Equal(1, _store.Writes);
        Assert.Equal(((2, 0), (1, 0)), (_store.Of(_ada), _store.Of(_bob)));
    }

    [Fact]
    public async Task What_could_not_be_written_goes_on_counting_and_is_written_later()
    {
        await TryAdmitAsync(_ada, _openAi, Ct);
        await TryAdmitAsync(_ada, _openAi, Ct);
        _store.IsAway = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() => _ledger.FlushAsync(Ct));
        _store.IsAway = false;

        Assert.True(await TryAdmitAsync(_ada, _openAi, Ct));
        Assert.False(await TryAdmitAsync(_ada, _openAi, Ct));
        await _ledger.FlushAsync(Ct);
        Assert.Equal((3, 0), _store.Of(_ada));
    }

    [Fact]
    public async Task What_another_replica_has_counted_shows_after_a_while()
    {
        await TryAdmitAsync(_ada, _openAi, Ct);
        _store.Add(_ada, new DateOnly(2026, 11, 20), 2);
        Assert.True(await TryAdmitAsync(_ada, _openAi, Ct));

        _clock.Advance(TimeSpan.FromSeconds(11));

        Assert.False(await TryAdmitAsync(_ada, _openAi, Ct));
    }

    [Fact]
    public async Task A_new_day_by_UTC_begins_anew()
    {
        while (await TryAdmitAsync(_ada, _openAi, Ct))
        {
        }

        await _ledger.FlushAsync(Ct);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.True(await TryAdmitAsync(_ada, _openAi, Ct));
    }

    [Fact]
    public async Task Many_at_once_get_no_more_than_the_limit()
    {
        var admitted = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(
            async () => await TryAdmitAsync(_ada, _openAi, Ct), Ct)).Append(Task.Run(
            async () =>
            {
                await _ledger.FlushAsync(Ct);
                return false;
            },
            Ct)));

        Assert.Equal(3, admitted.Count(yes => yes));
    }

    [Fact]
    public async Task While_everybody_may_write_the_owners_limit_counts_too()
    {
        Assert.Null(await _ledger.AdmitAsync(_ada, _openAi, new OpenAccess(2), Ct));
        Assert.Null(await _ledger.AdmitAsync(_ada, _anthropic, new OpenAccess(2), Ct));
        Assert.Equal(ModelFaultKind.OpenLimitReached, await _ledger.AdmitAsync(_ada, _openAi, new OpenAccess(2), Ct));

        // For the owner alone there is more; and never more than ours.
        Assert.Null(await _ledger.AdmitAsync(_ada, _openAi, null, Ct));
        Assert.Equal(ModelFaultKind.LimitReached, await _ledger.AdmitAsync(_ada, _openAi, new OpenAccess(OpenAccess.Most), Ct));
    }

    private async ValueTask<bool> TryAdmitAsync(InstanceId instance, ModelVendor vendor, CancellationToken cancellationToken) =>
        await _ledger.AdmitAsync(instance, vendor, null, cancellationToken) is null;

    private sealed class CountingStore : IRelayStore
    {
        private readonly Dictionary<(InstanceId, DateOnly), (long Requests, long Tokens)> _days = [];

        public int Writes { get; private set; }

        public bool IsAway { get; set; }

        public (long Requests, long Tokens) Of(InstanceId instance) => _days.GetValueOrDefault((instance, new DateOnly(2026, 11, 20)));

        public void Add(InstanceId instance, DateOnly day, long requests, long tokens = 0)
        {
            lock (_days)
            {
                var there = _days.GetValueOrDefault((instance, day));
                _days[(instance, day)] = (there.Requests + requests, there.Tokens + tokens);
            }
        }

        public Task<IReadOnlyList<DayUsage>> AddUsageAsync(IReadOnlyList<VendorUsage> usage, CancellationToken cancellationToken)
        {
            if (IsAway)
            {
                throw new InvalidOperationException("It is away.");
            }

            Writes++;
            foreach (var used in usage)
            {
                Add(used.Instance, used.Day, used.Requests, used.InputTokens + used.OutputTokens);
            }

            return Task.FromResult<IReadOnlyList<DayUsage>>([.. usage.Select(u => (u.Instance, u.Day)).Distinct().Select(Read)]);
        }

        public Task<DayUsage> UsageAsync(InstanceId instance, DateOnly day, CancellationToken cancellationToken) =>
            Task.FromResult(Read((instance, day)));

        public Task<bool> IssueTokenAsync(InstanceId instance, byte[] tokenHash, CancellationToken cancellationToken) => throw new NotSupportedException();


        public Task<RelayGrant?> FindGrantAsync(byte[] tokenHash, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task RecordFaultAsync(InstanceId instance, ModelVendor vendor, ModelFaultKind kind, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task EndFaultAsync(InstanceId instance, ModelVendor vendor, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<ModelFault>> ListFaultsAsync(InstanceId instance, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        private DayUsage Read((InstanceId Instance, DateOnly Day) place)
        {
            lock (_days)
            {
                var (requests, tokens) = _days.GetValueOrDefault(place);
                return new DayUsage(place.Instance, place.Day, requests, tokens);
            }
        }
    }
}
