using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Argix.Data;
using Argix.Seams;
using Microsoft.EntityFrameworkCore;

namespace Argix.Strategies;

/// <summary>Keeps evaluations that decided something: the whole trace as a row, its hash as a record of the audit chain.</summary>
internal sealed class Traces(DbFactory db, IIdSource ids)
{
    /// <summary>Samples kept of one strategy; the oldest make way.</summary>
    public const int MostSamples = 500;

    // A sample proves nothing, so it has no hash in the audit chain; that is what tells it apart.
    private const string NoHash = "";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async Task<Evaluation> KeepAsync(Guid workspace, Run run, Evaluation evaluation, CancellationToken ct)
    {
        var kept = evaluation with { Id = ids.NewId() };
        var trace = JsonSerializer.Serialize(kept, Json);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(trace)));
        await using var data = db.Open();
        data.Evaluations.Add(new EvaluationRow { WorkspaceId = workspace, Id = kept.Id.Value, StrategyId = run.StrategyId, Version = run.Version, OrderId = kept.OrderId, Trace = trace, Hash = hash, At = kept.At });
        data.Outbox.Add(new OutboxRow
        {
            WorkspaceId = workspace,
            Kind = "strategy_evaluated",
            Actor = $"strategy:{run.StrategyId}",
            At = kept.At,
            Data = JsonSerializer.Serialize(new { strategyId = run.StrategyId, evaluationId = kept.Id, version = run.Version, intentId = kept.IntentId, orderId = kept.OrderId, decision = kept.Decision, traceHash = hash }, Json),
        });
        await data.SaveChangesAsync(ct);
        return kept;
    }

    /// <summary>Keeps an evaluation that decided nothing. It is for looking at later and no order depends on it: a database that is busy loses a sample and stops nobody.</summary>
    public async Task<Evaluation> SampleAsync(Guid workspace, Run run, Evaluation evaluation, CancellationToken ct)
    {
        var kept = evaluation with { Id = ids.NewId() };
        try
        {
            await using var data = db.Open();
            data.Evaluations.Add(new EvaluationRow { WorkspaceId = workspace, Id = kept.Id.Value, StrategyId = run.StrategyId, Version = run.Version, Trace = JsonSerializer.Serialize(kept, Json), Hash = NoHash, At = kept.At });
            await data.SaveChangesAsync(ct);
            var samples = data.Evaluations.Where(e => e.WorkspaceId == workspace && e.StrategyId == run.StrategyId && e.Hash == NoHash);
            var old = await samples.OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Skip(MostSamples).Select(e => e.Id).ToListAsync(ct);
            if (old.Count > 0)
            {
                await samples.Where(e => old.Contains(e.Id)).ExecuteDeleteAsync(ct);
            }

            return kept;
        }
        catch (Exception e) when (e is DbException or DbUpdateException)
        {
            return evaluation;
        }
    }

    /// <summary>Kept traces of a strategy, newest first.</summary>
    public async Task<IReadOnlyList<Evaluation>> OfAsync(Guid workspace, Guid strategy, int limit, CancellationToken ct)
    {
        await using var data = db.Open();
        var rows = await data.Evaluations.AsNoTracking().Where(e => e.WorkspaceId == workspace && e.StrategyId == strategy).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(limit).ToListAsync(ct);
        return [.. rows.Select(Read)];
    }

    /// <summary>The evaluation that an order came from, with the hash that the audit chain holds.</summary>
    public async Task<(Evaluation Evaluation, Guid Strategy, string Hash)?> OfOrderAsync(Guid workspace, Guid order, CancellationToken ct)
    {
        await using var data = db.Open();
        var row = await data.Evaluations.AsNoTracking().Where(e => e.WorkspaceId == workspace && e.OrderId == order).OrderByDescending(e => e.At).FirstOrDefaultAsync(ct);
        return row is null ? null : (Read(row), row.StrategyId, row.Hash);
    }

    private static Evaluation Read(EvaluationRow row) => JsonSerializer.Deserialize<Evaluation>(row.Trace, Json)!;
}
