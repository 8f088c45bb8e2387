using Argix.Connections;
using Argix.Trading.Desks;

namespace Argix.Pages.Orders;

/// <summary>Orders as rows. <paramref name="Back"/>: where a cancel leads back to; null = the list of open orders.</summary>
public sealed record OrderTable(IReadOnlyList<OrderView> Orders, IReadOnlyDictionary<Guid, ConnectionView> Connections, bool MayTrade, string? Back);
