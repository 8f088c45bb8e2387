using Argix.Data;
using Argix.Errors;

namespace Argix.Connections;

// The question about open orders, the same whether a connection is disconnected or disabled.
public sealed partial class ConnectionService
{
    private static readonly TimeSpan CancelPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CancelGlance = TimeSpan.FromMilliseconds(100);

    /// <summary>The word of the query string, <c>refuse</c> when there is none.</summary>
    public static OpenOrdersChoice ParseChoice(string? text) => text switch
    {
        null or "" or "refuse" => OpenOrdersChoice.Refuse,
        "cancel" => OpenOrdersChoice.Cancel,
        "leave" => OpenOrdersChoice.Leave,
        _ => throw FormRules.Failed("openOrders", "One of: refuse, cancel, leave."),
    };

    /// <summary>
    /// The lane is closed; no traffic with the broker, so nobody watches orders that stay open. Cancelled ones are waited for; while the venue has not confirmed, the
    /// connection stays paused and the answer is <c>open_orders</c>.
    /// </summary>
    public async Task<ConnectionView> DisableAsync(Guid workspaceId, Guid id, OpenOrdersChoice choice, string actor, CancellationToken ct)
    {
        await using (var db = open())
        {
            var row = await RequireAsync(db, workspaceId, id, ct);
            if (row.Intent is ConnectionIntent.Active or ConnectionIntent.Paused && HasOrders(row))
            {
                RefuseWithOrders(row, choice);
                if (row.Intent == ConnectionIntent.Active)
                {
                    await PauseAsync(workspaceId, id, actor, ct); // no new orders while the old ones end
                }
                if (choice == OpenOrdersChoice.Cancel && !await CancelAsync(row, actor, ct))
                {
                    throw OpenOrders(row, "The broker was asked to cancel and has not confirmed yet. The connection is paused: disable it again when they have ended, or with openOrders=leave.");
                }
            }
        }
        var view = await TurnAsync(workspaceId, id, ConnectionIntent.Disabled, [ConnectionIntent.Active, ConnectionIntent.Paused], "connection_disabled", actor, ct, async row =>
        {
            RefuseWithOrders(row, choice == OpenOrdersChoice.Leave ? choice : OpenOrdersChoice.Refuse);
            if (HasOrders(row))
            {
                await orders.EndAsync(workspaceId, id, [], left: true, actor);
            }
        });
        if (view.Status == "disabled" && view.OpenOrders > 0)
        {
            // One that slipped in before the lane was closed is not to be open and unlisted.
            await orders.EndAsync(workspaceId, id, [], choice == OpenOrdersChoice.Leave, actor);
        }
        return view;
    }

    private void RefuseWithOrders(ConnectionRow row, OpenOrdersChoice choice)
    {
        if (!HasOrders(row))
        {
            return;
        }
        if (choice == OpenOrdersChoice.Refuse)
        {
            throw OpenOrders(row, "Choose openOrders=cancel, or openOrders=leave to leave them at the broker.");
        }
        if (choice == OpenOrdersChoice.Cancel && row.Intent == ConnectionIntent.Disabled)
        {
            throw NotFrom(row.Intent);
        }
    }

    private bool HasOrders(ConnectionRow row) => orders.Count(row.WorkspaceId, row.Id) is not (0, 0);

    private ArgixException OpenOrders(ConnectionRow row, string todo)
    {
        var (openOrders, unknownOrders) = orders.Count(row.WorkspaceId, row.Id);
        return new("open_orders", $"{openOrders} orders are open on this connection, {unknownOrders} of them unknown. {todo}")
        {
            Facts = new Dictionary<string, object?> { ["openOrders"] = openOrders, ["unknownOrders"] = unknownOrders },
        };
    }

    private async Task<bool> CancelAsync(ConnectionRow row, string actor, CancellationToken ct)
    {
        if (HasOrders(row))
        {
            await orders.CancelAllAsync(row.WorkspaceId, row.Id, actor);
        }
        for (var start = clock.GetTimestamp(); HasOrders(row); await Task.Delay(CancelGlance, clock, ct))
        {
            if (clock.GetElapsedTime(start) > CancelPatience)
            {
                return false;
            }
        }
        return true;
    }
}
