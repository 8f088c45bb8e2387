namespace Argix.Simulation;

/// <summary>What happened in one seed, as far as it concerns the order that a failure names.</summary>
public static class Trace
{
    public static void Write(ulong seed, string detail, string? kind = null)
    {
        var world = new World(seed, only: kind);
        try
        {
            world.Run();
        }
        catch (Broken)
        {
        }

        var id = detail.Split(' ', ':').FirstOrDefault(w => Guid.TryParse(w, out _)) ?? "";
        foreach (var record in world.Node.Disk.Journal.Where(r => r.Payload.Contains(id, StringComparison.Ordinal)))
        {
            var payload = Argix.Trading.Journal.JournalPayload.Parse(record.Payload);
            Console.WriteLine($"{record.Time:HH:mm:ss.fff} {record.Seq} {payload.Cause}: {string.Join(", ", payload.Events.Where(e => id.Length == 0 || e.About?.ToString() == id).Select(Short))}");
        }

        foreach (var (connection, venue) in world.Venues)
        {
            Console.WriteLine($"venue {connection} {venue.Kind}");
            foreach (var o in venue.Ledger.Where(o => id.Length == 0 || o.Judge?.ToString() == id))
            {
                Console.WriteLine($"  {o.BrokerId} {o.PlacedAt:T} {o.ChangedAt:T} {o.State} {o.Order.Quantity} {o.Order.Type} {o.Order.TimeInForce} filled {string.Join(' ', o.Fills.Select(f => $"{f.Id}@{f.Time:T}={f.Quantity}"))}");
            }
        }

        Console.WriteLine($"now {World.Begin + TimeSpan.FromTicks(world.Clock.Now):T}, lives {world.Node.Lives}");
    }

    private static string Short(Argix.Trading.Core.DeskEvent e) => e switch
    {
        Argix.Trading.Core.OrderApproved a => $"approved {a.Order.Side} {a.Order.Quantity} {a.Order.Instrument.Symbol} {a.Order.Type} {a.Order.TimeInForce}",
        Argix.Trading.Core.OrderAdopted a => $"adopted {a.BrokerOrderId} {a.Order.Side} {a.Order.Quantity} {a.Order.Instrument.Symbol} before {a.FilledBefore}",
        _ => e.ToString(),
    };
}
