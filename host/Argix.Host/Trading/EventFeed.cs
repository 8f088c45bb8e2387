using System.Threading.Channels;
using Argix.Trading.Core;
using Argix.Trading.Desks;
using Argix.Trading.Lanes;

namespace Argix.Trading;

/// <summary>One event for a watcher: <c>order, execution, position, connection, risk, repair</c>. <paramref name="Seq"/> set = journaled, so a watcher can resume after it.</summary>
public sealed record FeedItem(string Type, long? Seq, object Data);

/// <summary>A connection's money, marks or health changed.</summary>
public sealed record ConnectionChanged(Guid ConnectionId);

/// <summary>Fans out what desks commit to the people who watch. A watcher that cannot keep up is cut off and resumes by its last seq.</summary>
public sealed class EventFeed
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, List<Channel<FeedItem>>> _watchers = [];
    private readonly DeskRegistry _desks;
    private readonly TradeReads _reads;

    public EventFeed(DeskRegistry desks, TradeReads reads, AccountBook accounts)
    {
        (_desks, _reads) = (desks, reads);
        desks.Committed += c => Send(c.Workspace, Items(c));
        accounts.Changed += id => SendToAll(new FeedItem("connection", null, new ConnectionChanged(id)));
    }

    /// <summary>Everything after <paramref name="after"/> (null: from now on), without a gap. Ends when the watcher was too slow.</summary>
    public async Task<(ChannelReader<FeedItem> Events, IDisposable Subscription)> WatchAsync(Guid workspace, long? after)
    {
        var channel = Channel.CreateBounded<FeedItem>(new BoundedChannelOptions(5000) { FullMode = BoundedChannelFullMode.Wait });
        // Registered on the desk itself, so nothing can be committed between what is missed and what is live.
        await _desks.Get(workspace).ReadAsync(s =>
        {
            foreach (var item in after is { } seq ? Missed(s, seq) : [])
            {
                channel.Writer.TryWrite(item);
            }

            lock (_gate)
            {
                (_watchers.TryGetValue(workspace, out var list) ? list : _watchers[workspace] = []).Add(channel);
            }

            return true;
        });
        return (channel.Reader, new Subscription(this, workspace, channel));
    }

    private IEnumerable<FeedItem> Missed(DeskState s, long after) =>
        s.OrdersOldestFirst.Where(o => o.Records.Count > 0 && o.Records[^1].Seq > after).OrderBy(o => o.Records[^1].Seq)
            .SelectMany(o => o.Fills.Executions.Select(x => new FeedItem("execution", null, ExecutionView.Of(x, o))).Append(new FeedItem("order", o.Records[^1].Seq, _reads.Watched(OrderView.Of(o)))));

    private IEnumerable<FeedItem> Items(Committed c)
    {
        foreach (var x in c.Executions)
        {
            yield return new FeedItem("execution", c.Seq, x);
        }

        foreach (var p in c.Positions)
        {
            yield return new FeedItem("position", c.Seq, _reads.View(p));
        }

        foreach (var o in c.Orders)
        {
            yield return new FeedItem("order", c.Seq, _reads.Watched(o));
        }

        foreach (var about in c.Events.Where(e => e is RepairRaised or RepairResolved).Select(e => e.About))
        {
            yield return new FeedItem("repair", c.Seq, new { seq = c.Seq, orderId = about, open = c.Orders.FirstOrDefault(o => o.Id == about)?.Repair is not null });
        }

        if (c.Events.Any(e => e is KillPressed or KillReleased or LimitsSet or Alarmed))
        {
            yield return new FeedItem("risk", c.Seq, new { seq = c.Seq, kinds = c.Events.Select(e => e.GetType().Name).Distinct().ToList() });
        }
    }

    private void Send(Guid workspace, IEnumerable<FeedItem> items)
    {
        lock (_gate)
        {
            if (!_watchers.TryGetValue(workspace, out var list) || list.Count == 0)
            {
                return;
            }

            foreach (var item in items)
            {
                list.RemoveAll(w => !w.Writer.TryWrite(item) && w.Writer.TryComplete());
            }
        }
    }

    private void SendToAll(FeedItem item)
    {
        List<Guid> workspaces;
        lock (_gate)
        {
            workspaces = [.. _watchers.Keys];
        }

        workspaces.ForEach(w => Send(w, [item]));
    }

    private sealed class Subscription(EventFeed feed, Guid workspace, Channel<FeedItem> channel) : IDisposable
    {
        public void Dispose()
        {
            lock (feed._gate)
            {
                feed._watchers.GetValueOrDefault(workspace)?.Remove(channel);
            }
        }
    }
}
