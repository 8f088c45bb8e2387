using System.Diagnostics;
using Argix.Data;
using Argix.Trading.Desks;
using Argix.Trading.Orders;

namespace Argix.Bench;

/// <summary>The one door for orders, as API, ticket and strategies use it.</summary>
internal sealed class InProcess
{
    private readonly OrderEntry _entry;
    private readonly OrderRequest _request;
    private long _first;
    private long _second;

    public InProcess(HostInside host, Guid connection)
    {
        _entry = host.Get<OrderEntry>();
        _request = new OrderRequest(connection, "BTC/USD", "crypto", "buy", "limit", 0.001m, 59000m, null, "gtc");
        using var data = host.Get<DbFactory>().Open();
        Workspace = data.Connections.First(c => c.Id == connection).WorkspaceId;
        host.Get<DeskRegistry>().Committed += c =>
        {
            ref var at = ref c.Orders.Any(o => o.State == "pending_submit") ? ref _first : ref _second;
            at = at == 0 && c.Orders.Count > 0 ? Stopwatch.GetTimestamp() : at;
        };
    }

    public Figures ToFirst { get; private set; } = new();
    public Figures ToSecond { get; private set; } = new();
    public Figures ToCaller { get; private set; } = new();

    public Guid Workspace { get; }
    public OrderRequest Request => _request;

    public async Task PlaceAsync()
    {
        (_first, _second) = (0, 0);
        var start = Stopwatch.GetTimestamp();
        var placed = await _entry.PlaceAsync(Workspace, "user:bench", "api", _request, Guid.NewGuid().ToString(), TimeSpan.FromSeconds(30), null, CancellationToken.None);
        if (placed.Order.State != "working")
        {
            throw new InvalidOperationException($"{placed.Order.State}: {placed.Order.Reason}");
        }

        ToFirst.Add([Stopwatch.GetElapsedTime(start, _first).TotalMicroseconds]);
        ToSecond.Add([Stopwatch.GetElapsedTime(_first, _second).TotalMicroseconds]);
        ToCaller.Add([Stopwatch.GetElapsedTime(_second).TotalMicroseconds]);
    }

    /// <summary>The orders so far were for warm-up.</summary>
    public void Forget() => (ToFirst, ToSecond, ToCaller) = (new(), new(), new());

    public Task PreviewAsync() => _entry.PreviewAsync(Workspace, "user:bench", _request, CancellationToken.None);
}
