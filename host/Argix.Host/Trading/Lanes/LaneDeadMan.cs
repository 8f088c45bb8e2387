using Argix.Contracts;
using Argix.Trading.Core.Lanes;

namespace Argix.Trading.Lanes;

/// <summary>Arms the venue's dead-man switch for every account of the login. A host that stops or dies leaves it armed: that is what it is for.</summary>
internal sealed class LaneDeadMan(LaneLogin login, LaneTools tools, Action<LaneInput> post)
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(5);

    public async Task ArmAsync(TimeSpan after, CancellationToken ct)
    {
        var well = true;
        foreach (var account in login.Accounts)
        {
            well &= await TryAsync(account, after, ct);
        }

        post(new DeadManArmed(tools.Clock.GetUtcNow(), well));
    }

    public async Task DisarmAsync()
    {
        if (login.Rules().DeadMan is not null)
        {
            foreach (var account in login.Accounts)
            {
                await TryAsync(account, TimeSpan.Zero, CancellationToken.None);
            }
        }
    }

    private async Task<bool> TryAsync(Account account, TimeSpan after, CancellationToken ct)
    {
        try
        {
            using var operation = login.Open.Port.BeginOperation();
            await login.Adapter.Capability<IDeadMan>()!.ArmAsync(account, after, ct).WaitAsync(Within, tools.Clock, ct);
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException && !ct.IsCancellationRequested)
        {
            tools.Log.LogWarning("Lane {Broker} {Login}: the dead-man switch was not taken: {Error}", login.Manifest.Id, login.Open.Login.Id, tools.Scrub(e.Message));
            return false;
        }
    }
}
