using Argix.Connections.Adapters;
using Argix.Connections.Egress;
using Argix.Connections.OAuth;
using Argix.Connections.Vault;
using Argix.Data;
using Argix.Errors;
using Argix.Plugins;
using Microsoft.EntityFrameworkCore;

namespace Argix.Connections;

/// <summary>A login with its adapter, as a lane uses it. Disposing it ends adapter, port and the hiding of its secrets.</summary>
public sealed class OpenLogin : IAsyncDisposable
{
    private readonly HiddenSecrets secrets;

    internal OpenLogin(AdapterLease lease, VenuePort port, LoginRow login, IReadOnlyList<ConnectionRow> connections, HiddenSecrets secrets, IReadOnlyList<(Guid From, Guid To)> heirs)
    {
        (Lease, Port, Login, Connections, Heirs) = (lease, port, login, connections, heirs);
        this.secrets = secrets;
    }

    public AdapterLease Lease { get; }

    public VenuePort Port { get; }

    public LoginRow Login { get; }

    /// <summary>The connections of the login that are neither disabled nor disconnected.</summary>
    public IReadOnlyList<ConnectionRow> Connections { get; }

    /// <summary>Ended connections of the same accounts, and the connection that goes on with what they left.</summary>
    public IReadOnlyList<(Guid From, Guid To)> Heirs { get; }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Lease.DisposeAsync();
        }
        finally
        {
            Port.Dispose();
            secrets.Dispose();
        }
    }
}

/// <summary>Opens stored logins for lanes. Besides the connection tester the only one for whom the vault decrypts.</summary>
public sealed class LoginOpener(OpenDb open, SecretStore store, IBrokers brokers, PortFactory ports, BrokerFolders folders, HideSecret hide, TokenKeeper? keeper = null)
{
    /// <summary>The connections that hang on a login, whatever their state.</summary>
    public async Task<IReadOnlyList<Guid>> ConnectionsAsync(Guid workspaceId, Guid loginId)
    {
        await using var db = open();
        return await db.Connections.Where(c => c.WorkspaceId == workspaceId && c.LoginId == loginId).Select(c => c.Id).ToListAsync();
    }

    /// <exception cref="ArgixException"><c>not_found</c>, or why the plugin cannot run.</exception>
    public async Task<OpenLogin> OpenAsync(Guid workspaceId, Guid loginId, CancellationToken ct)
    {
        await using var db = open();
        var login = await db.Logins.AsNoTracking().FirstOrDefaultAsync(l => l.WorkspaceId == workspaceId && l.Id == loginId, ct)
            ?? throw new ArgixException("not_found", "There is no such login.");
        var connections = await db.Connections.AsNoTracking().Where(c => c.WorkspaceId == workspaceId && c.LoginId == loginId
            && c.AccountId != "" && c.Intent != ConnectionIntent.Disabled && c.Intent != ConnectionIntent.Disconnected).ToListAsync(ct);
        var entry = brokers.Require(login.BrokerId);
        var secrets = new HiddenSecrets(store, hide, keeper, workspaceId, loginId);
        var port = ports.Create(entry, login.EnvironmentId, login.MethodId, loginId, secrets.ReadAsync, folders.Of(login.BrokerId, loginId),
            keeper is null ? null : () => _ = keeper.SuspectAsync(workspaceId, loginId));
        try
        {
            return new(await brokers.OpenAsync(login.BrokerId, port, ct), port, login, connections, secrets, await HeirsAsync(db, entry, connections, ct));
        }
        catch
        {
            port.Dispose();
            secrets.Dispose();
            throw;
        }
    }

    // A broker without endpoints is a venue inside the host: every login has a ledger of its own, so no two connections are the same account.
    private static async Task<IReadOnlyList<(Guid From, Guid To)>> HeirsAsync(ArgixDb db, BrokerEntry entry, IReadOnlyList<ConnectionRow> connections, CancellationToken ct)
    {
        var heirs = new List<(Guid, Guid)>();
        foreach (var c in connections.Where(c => c.Intent != ConnectionIntent.Disconnecting && entry.Environment(c.EnvironmentId) is { Endpoints.Count: > 0 }))
        {
            var ended = await db.Connections.Where(x => x.WorkspaceId == c.WorkspaceId && x.BrokerId == c.BrokerId && x.EnvironmentId == c.EnvironmentId && x.AccountId == c.AccountId
                && x.Intent == ConnectionIntent.Disconnected).Select(x => x.Id).ToListAsync(ct);
            heirs.AddRange(ended.Select(from => (from, c.Id)));
        }
        return heirs;
    }
}

/// <summary>Reads secrets from the vault each time they are asked for, and keeps them out of the log for as long as the login is open.</summary>
internal sealed class HiddenSecrets(SecretStore store, HideSecret hide, TokenKeeper? keeper, Guid workspaceId, Guid loginId) : IDisposable
{
    private readonly Dictionary<string, (string Value, IDisposable Hidden)> hidden = [];
    private readonly Lock gate = new();

    public async ValueTask<string> ReadAsync(string field, CancellationToken ct)
    {
        if (keeper is not null)
        {
            await keeper.BeforeReadAsync(workspaceId, loginId, field, ct);
        }
        var value = await store.ReadAsync(workspaceId, loginId, field, ct);
        lock (gate)
        {
            if (!hidden.TryGetValue(field, out var old) || old.Value != value)
            {
                old.Hidden?.Dispose();
                hidden[field] = (value, hide(value));
            }
        }
        return value;
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var (_, one) in hidden.Values)
            {
                one.Dispose();
            }
            hidden.Clear();
        }
    }
}
