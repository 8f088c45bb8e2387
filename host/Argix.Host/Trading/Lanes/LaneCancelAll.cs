using System.Collections.Concurrent;
using Argix.Contracts;
using Argix.Trading.Core.Lanes;

namespace Argix.Trading.Lanes;

/// <summary>
/// Sends the venue's own cancel-all, where the adapter has one, beside the cancels of single orders, never in their place: it also reaches an order whose submit is in
/// doubt, and it is one message where they are many. It says nothing of any order: each one's end comes from the venue, so everything is read again a moment later.
/// </summary>
internal sealed class LaneCancelAll(LaneLogin login, LaneTools tools, Limiter limiter, Action<LaneInput> post)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan StreamFirst = TimeSpan.FromSeconds(3);
    private readonly ConcurrentDictionary<string, byte> _underWay = new(StringComparer.Ordinal);

    /// <summary>Sends it once, if the quota has room within <paramref name="patience"/>; like every cancel it may use the share that orders and reads leave alone.</summary>
    public async Task SendAsync(Guid connection, TimeSpan patience, CancellationToken ct)
    {
        if (login.Adapter.Capability<ICancelAll>() is not { } able || login.Connections.First(c => c.Id == connection) is not { CanTrade: true })
        {
            return;
        }

        var account = login.Account(connection);
        if (_underWay.TryAdd(account.Id, 0))
        {
            try
            {
                if (await RoomAsync(account, patience, ct))
                {
                    await AskAsync(able, account, connection, ct);
                }
            }
            finally
            {
                _underWay.TryRemove(account.Id, out _);
            }
        }
    }

    private async Task<bool> RoomAsync(Account account, TimeSpan patience, CancellationToken ct)
    {
        for (var end = tools.Clock.GetUtcNow() + patience; !limiter.TakeForCancel(tools.Clock.GetUtcNow(), new QuotaKey(account.Id, null));)
        {
            if (tools.Clock.GetUtcNow() >= end)
            {
                tools.Log.LogWarning("Lane {Broker} {Login}: no room for the venue's cancel-all; the orders are cancelled one by one", login.Manifest.Id, login.Open.Login.Id);
                return false;
            }

            await Task.Delay(LookEvery, tools.Clock, ct);
        }

        return true;
    }

    private async Task AskAsync(ICancelAll able, Account account, Guid connection, CancellationToken ct)
    {
        var outcome = await EvidenceAsync(able, account, ct);
        login.Spending.Count("cancel", connection);
        tools.Log.LogInformation("Lane {Broker} {Login}: the venue was asked to cancel everything: {Verdict} {Status} {Text}", login.Manifest.Id, login.Open.Login.Id,
            outcome.Verdict, outcome.Evidence.Status, tools.Scrub(outcome.Evidence.Text ?? ""));
        var now = tools.Clock.GetUtcNow();
        post(new LookAgain(now, now + StreamFirst));
    }

    private async Task<Outcome> EvidenceAsync(ICancelAll able, Account account, CancellationToken ct)
    {
        using var operation = login.Open.Port.BeginOperation();
        try
        {
            return await able.CancelAllAsync(account, ct).WaitAsync(login.Manifest.Submit.Deadline + TimeSpan.FromSeconds(2), tools.Clock, ct);
        }
        catch (Exception e) when (e is not OutOfMemoryException && !ct.IsCancellationRequested)
        {
            return Answers.NoAnswer(e);
        }
    }
}
