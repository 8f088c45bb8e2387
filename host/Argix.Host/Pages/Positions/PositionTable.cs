using Argix.Connections;
using Argix.Trading;

namespace Argix.Pages.Positions;

/// <summary>Positions as rows. <paramref name="Keys"/>: the idempotency key of each row's close button; null = no buttons.</summary>
public sealed record PositionTable(IReadOnlyList<PositionView> Positions, IReadOnlyDictionary<Guid, ConnectionView> Connections, Func<string>? Keys);
