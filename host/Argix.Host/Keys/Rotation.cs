using System.Buffers.Text;
using System.Xml.Linq;
using Argix.Data;
using Argix.Errors;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace Argix.Keys;

/// <summary>Something kept sealed for long that a new key has to seal anew. Each room that keeps such things registers one.</summary>
public interface IReseal
{
    /// <summary>Seals anew whatever is not sealed with this ring key yet; gives how many. Readers and writers go on meanwhile.</summary>
    Task<int> ResealAsync(Guid key, CancellationToken cancel);
}

/// <summary>The key that a Data Protection text was sealed with: it stands, in the clear, after four bytes that are always the same.</summary>
public static class SealedText
{
    private const int Start = 4;

    public static Guid? KeyOf(string text)
    {
        try
        {
            return KeyOf(Base64Url.DecodeFromChars(text));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public static Guid? KeyOf(byte[] bytes) => bytes.Length < Start + 16 ? null : new Guid(bytes.AsSpan(Start, 16));
}

/// <summary>What a change of keys did.</summary>
public sealed record Rotated(Guid RingKey, int Resealed);

/// <summary>
/// <c>keys rotate</c>: a new active ring key, everything kept for long sealed with it, and a new master key around the whole ring. Beside a host at work; every step can be cut off
/// and what there is can be read before, in between and after. Old ring keys stay: signed-in browsers go on, and a backup can be read.
/// </summary>
public sealed class KeyRotation(DbFactory contexts, MasterKey master, MasterKeyFile file, KeyRing ring, IKeyManager manager, IDataProtectionProvider protection, TimeProvider clock, IEnumerable<IReseal> kept) : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);
    private const int Glances = 500;
    private readonly SemaphoreSlim one = new(1);

    public async Task<Rotated> RingAsync(CancellationToken cancel)
    {
        ring.Open();
        await one.WaitAsync(cancel);
        try
        {
            var now = clock.GetUtcNow();
            var key = manager.CreateNewKey(now, now + Lifetime).KeyId;
            await ActiveAsync(key, cancel);
            var resealed = 0;
            foreach (var things in kept)
                resealed += await things.ResealAsync(key, cancel);
            return new(key, resealed);
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Wraps the ring with a new master key; gives where the old one was put.</summary>
    public async Task<string> MasterAsync(CancellationToken cancel)
    {
        ring.Open();
        await one.WaitAsync(cancel);
        try
        {
            using var before = new MasterKey(master.Export());
            // On the disk before anything depends on it; a start that finds it finishes what was cut off.
            master.Become(file.MakeNext());
            try
            {
                await RewrapAsync(before, cancel);
            }
            catch
            {
                master.Become(new MasterKey(before.Export())); // nothing was wrapped with the new one
                throw;
            }
            await RewrapAsync(before, CancellationToken.None); // what somebody stored meanwhile
            var old = file.PutNext(before.Id);
            master.Forget();
            return old;
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    // The ring is read again in the background: the first uses after a change may still be the old key's.
    private async Task ActiveAsync(Guid key, CancellationToken cancel)
    {
        var probe = protection.CreateProtector("Argix.Start");
        for (var i = 0; i < Glances; i++)
        {
            if (SealedText.KeyOf(probe.Protect("x")) == key)
                return;
            await Task.Delay(Glance, clock, cancel);
        }
        throw new ArgixException("internal", "The new key did not become the active one — what was sealed stays sealed with the old one; run keys rotate again");
    }

    private async Task<int> RewrapAsync(MasterKey before, CancellationToken cancel)
    {
        await using var db = contexts.Open();
        var changed = 0;
        foreach (var row in db.Keys.ToList())
        {
            var xml = XElement.Parse(row.Xml);
            foreach (var wrapped in xml.Descendants(MasterKeyWrap.ElementName).Where(w => (string?)w.Attribute("masterKey") == before.Id).ToList())
            {
                var plain = before.Unwrap(Convert.FromBase64String(wrapped.Value), MasterKeyWrap.Context(before.Id));
                var (id, fresh) = master.Wrap(plain, MasterKeyWrap.Context);
                System.Security.Cryptography.CryptographicOperations.ZeroMemory(plain);
                wrapped.SetAttributeValue("masterKey", id);
                wrapped.Value = Convert.ToBase64String(fresh);
                row.Xml = xml.ToString(SaveOptions.DisableFormatting);
                changed++;
            }
        }
        await db.SaveChangesAsync(cancel); // one transaction
        return changed;
    }
}
