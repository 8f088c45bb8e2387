using System.Security.Cryptography;
using System.Text.Json;
using Argix.Data;
using Argix.Errors;
using Argix.Keys;
using Microsoft.AspNetCore.DataProtection;

namespace Argix.Audit;

/// <summary>A part of a workspace's journal that was taken out of the database and stands in a file. <paramref name="Through"/>: the anchor of its last record.</summary>
public sealed record ArchivedPart(long From, Anchor Through, string File, string Sha256, string At);

/// <summary>
/// Which parts were taken out. Kept in the database, sealed by the key ring: who can only write the database can delete records, and cannot make that look as if they had been
/// archived. Without a seal a journal that does not begin with record 1 is broken.
/// </summary>
public sealed class ArchivedParts(DbFactory contexts, IDataProtectionProvider protection) : IReseal
{
    private const string Prefix = "audit.archived.";
    private readonly IDataProtector _seal = protection.CreateProtector("Argix.Audit.ArchivedParts");

    /// <summary>Those of a workspace, oldest first.</summary>
    /// <exception cref="ArgixException"><c>journal_broken</c>: the seal does not hold.</exception>
    public IReadOnlyList<ArchivedPart> Of(string workspace)
    {
        using var db = contexts.Open();
        return db.Settings.Find(Prefix + workspace) is { } row ? Unseal(workspace, row.Value) : [];
    }

    public void Add(string workspace, ArchivedPart part)
    {
        using var db = contexts.Open();
        var row = db.Settings.Find(Prefix + workspace);
        List<ArchivedPart> parts = [.. row is null ? [] : Unseal(workspace, row.Value), part];
        var value = _seal.CreateProtector(workspace).Protect(JsonSerializer.Serialize(parts, JsonSerializerOptions.Web));
        if (row is null)
        {
            db.Settings.Add(new SettingRow { Name = Prefix + workspace, Value = value });
        }
        else
        {
            row.Value = value;
        }

        db.SaveChanges();
    }

    /// <inheritdoc/>
    public async Task<int> ResealAsync(Guid key, CancellationToken cancel)
    {
        await using var db = contexts.Open();
        foreach (var row in db.Settings.Where(s => s.Name.StartsWith(Prefix)).ToList().Where(s => SealedText.KeyOf(s.Value) != key))
        {
            var seal = _seal.CreateProtector(row.Name[Prefix.Length..]);
            row.Value = seal.Protect(seal.Unprotect(row.Value));
        }
        return await db.SaveChangesAsync(cancel);
    }

    // Sealed for its workspace: one cannot stand for another.
    private List<ArchivedPart> Unseal(string workspace, string value)
    {
        try
        {
            return JsonSerializer.Deserialize<List<ArchivedPart>>(_seal.CreateProtector(workspace).Unprotect(value), JsonSerializerOptions.Web)!;
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            throw new ArgixException("journal_broken", $"The list of archived records of workspace {workspace} was changed, or belongs to another master key — restore a backup, or give the key that belongs to this data", e);
        }
    }
}
