using Argix.Data;
using Argix.Strategies.Core.Graph;
using Microsoft.EntityFrameworkCore;

namespace Argix.Strategies;

/// <summary>Versions of documents as rows. The moving-average cross has none until it is changed: its document follows from its parameters.</summary>
internal static class Documents
{
    public static async Task<GraphDocument?> OfAsync(ArgixDb data, StrategyRow row, int version, CancellationToken ct)
    {
        var found = await data.StrategyVersions.AsNoTracking().FirstOrDefaultAsync(v => v.WorkspaceId == row.WorkspaceId && v.StrategyId == row.Id && v.Version == version, ct);
        return found is not null ? Read(found) : StoredStrategy.Read(row.Parameters) is { Parameters: { } parameters } stored && stored.Version == version ? parameters.Document() : null;
    }

    /// <summary>Null: written by a later version of the product, or damaged.</summary>
    public static GraphDocument? Read(StrategyVersionRow row) => GraphReader.Read(row.Document).Document;

    public static StrategyVersionRow Row(StrategyRow strategy, int version, GraphDocument document, string actor, DateTimeOffset at) => new()
    {
        WorkspaceId = strategy.WorkspaceId,
        StrategyId = strategy.Id,
        Version = version,
        Document = GraphCanon.Text(document),
        Hash = GraphCanon.Hash(document),
        Actor = actor,
        At = at,
    };
}
