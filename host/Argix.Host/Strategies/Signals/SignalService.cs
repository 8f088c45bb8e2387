using System.Security.Cryptography;
using System.Text;
using Argix.Data;
using Argix.Errors;
using Argix.Seams;
using Argix.Strategies.Core.Graph;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Argix.Strategies.Signals;

/// <summary>A signal as it came in and what became of it. State: <c>accepted, duplicate, dropped</c>.</summary>
public sealed record SignalView(Guid Id, DateTimeOffset At, string State, string? Detail, string Body, IReadOnlyList<Evaluation> Evaluations);

/// <summary>The answer to a sender.</summary>
public sealed record SignalAnswer(Guid SignalId, string Status);

/// <summary>Signed signals from outside. A message is taken once (its signature is unique), the same signal inside a window counts once, and it is durable before the strategy hears of it.</summary>
public sealed class SignalService(DbFactory db, StrategyHost host, StrategyService strategies, IDataProtectionProvider protection, IIdSource ids, TimeProvider clock)
{
    public const int LargestBody = 64 * 1024;
    private static readonly TimeSpan SameWithin = TimeSpan.FromSeconds(60);

    /// <summary>Makes a new secret; it is shown this once, and the old one is worth nothing any more.</summary>
    public async Task<string> NewSecretAsync(Guid workspace, Guid strategy, string actor, CancellationToken ct)
    {
        var secret = ids.NewToken();
        await strategies.SetSignalSecretAsync(workspace, strategy, Protector(workspace, strategy).Protect(secret), actor, ct);
        return secret;
    }

    /// <summary>Takes a message.</summary>
    /// <exception cref="ArgixException"><c>unauthenticated</c>: signature or time; <c>idempotency_conflict</c>: a replay; <c>validation_failed</c>; <c>connection_not_ready</c>: not armed.</exception>
    public async Task<SignalAnswer> ReceiveAsync(Guid strategy, string? signature, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        await using var data = db.Open();
        var row = await data.Strategies.AsNoTracking().FirstOrDefaultAsync(s => s.Id == strategy, ct);

        // A stranger learns nothing: no such strategy, no secret and a wrong signature are answered alike.
        var secret = row is not null && StoredStrategy.Read(row.Parameters).SignalSecret is { } sealedOne ? Open(row, sealedOne) : null;
        if (SignalSignature.Fault(signature, body.Span, secret ?? "no secret", clock.GetUtcNow()) is { } fault || secret is null)
        {
            throw new ArgixException("unauthenticated", secret is null ? "the signature does not fit the body and this strategy's secret" : SignalSignature.Fault(signature, body.Span, secret, clock.GetUtcNow())!);
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(signature!)));
        if (await data.Signals.AnyAsync(s => s.StrategyId == strategy && s.Signature == hash, ct))
        {
            throw Replayed();
        }

        var message = SignalMessage.Read(body.Span) ?? throw new ArgixException("validation_failed", "the body names no action: JSON with action (buy, sell, exit), or a text that begins with it");
        return await TakeAsync(data, row!, message, hash, body, ct);
    }

    /// <summary>Signals of a strategy, newest first, each with the evaluations it caused: the replay view's data.</summary>
    public async Task<IReadOnlyList<SignalView>> ListAsync(Guid workspace, Guid strategy, int limit, CancellationToken ct)
    {
        var evaluations = (await strategies.EvaluationsAsync(workspace, strategy, 500, ct)).Where(e => e.SignalId is not null).ToLookup(e => e.SignalId);
        await using var data = db.Open();
        var rows = await data.Signals.AsNoTracking().Where(s => s.WorkspaceId == workspace && s.StrategyId == strategy).OrderByDescending(s => s.At).Take(limit).ToListAsync(ct);
        return [.. rows.Select(r => new SignalView(r.Id, r.At, r.State, r.Detail, r.Body, [.. evaluations[r.Id.ToString("N")]]))];
    }

    private async Task<SignalAnswer> TakeAsync(ArgixDb data, StrategyRow row, SignalMessage message, string hash, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        var stored = StoredStrategy.Read(row.Parameters);
        var document = await Documents.OfAsync(data, row, stored.Version, ct);
        var symbol = document is null ? "" : Trades.Of(document).Symbol;
        if (!message.IsAbout(symbol))
        {
            throw new ArgixException("validation_failed", $"ticker: this strategy trades {symbol}");
        }

        if (!row.Armed)
        {
            throw new ArgixException("connection_not_ready", "the strategy is not armed");
        }

        var now = clock.GetUtcNow();
        var same = message.Id is { } id ? "id:" + id : "body:" + Convert.ToHexStringLower(SHA256.HashData(body.Span));
        var from = now - SameWithin;
        var earlier = await data.Signals.AsNoTracking().Where(s => s.StrategyId == row.Id && s.Same == same && s.State == "accepted" && s.At > from).FirstOrDefaultAsync(ct);
        var signal = new SignalRow
        {
            WorkspaceId = row.WorkspaceId,
            Id = ids.NewId(),
            StrategyId = row.Id,
            Signature = hash,
            Same = same,
            Body = Encoding.UTF8.GetString(body.Span),
            State = earlier is null ? "accepted" : "duplicate",
            Detail = earlier is null ? null : $"the same as {earlier.Id}",
            At = now,
        };
        data.Signals.Add(signal);
        await SaveOnceAsync(data, ct);
        if (earlier is not null)
        {
            return new SignalAnswer(earlier.Id, "duplicate");
        }

        if (!host.Signal(row.Id, new SignalIn(signal.Id.ToString("N"), now, message.Action, message.Price, message.Quantity)))
        {
            (signal.State, signal.Detail) = ("dropped", "the strategy was not running, or too many signals were waiting");
            await data.SaveChangesAsync(ct);
            throw new ArgixException("connection_not_ready", "the strategy takes no signals just now; nothing was done");
        }

        return new SignalAnswer(signal.Id, "accepted");
    }

    // Two copies of one message at the same moment: the unique index lets one of them in.
    private static async Task SaveOnceAsync(ArgixDb data, CancellationToken ct)
    {
        try
        {
            await data.SaveChangesAsync(ct);
        }
        catch (DbUpdateException)
        {
            throw Replayed();
        }
    }

    private string? Open(StrategyRow row, string sealedOne)
    {
        try
        {
            return Protector(row.WorkspaceId, row.Id).Unprotect(sealedOne);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static ArgixException Replayed() => new("idempotency_conflict", "this message was received before; sign a new one with a new timestamp");

    private IDataProtector Protector(Guid workspace, Guid strategy) => Protector(protection, workspace, strategy);

    internal static IDataProtector Protector(IDataProtectionProvider protection, Guid workspace, Guid strategy) => protection.CreateProtector("Argix.Signals.v1", workspace.ToString("N"), strategy.ToString("N"));
}
