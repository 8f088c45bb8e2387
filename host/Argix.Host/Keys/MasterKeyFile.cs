using System.Security.Cryptography;
using Argix.Data;
using Argix.Errors;

namespace Argix.Keys;

/// <summary>Where the master key stands, and the rules by which it is read or made.</summary>
public sealed class MasterKeyFile(string path, bool mayCreate, DataStore store)
{
    private const UnixFileMode OwnerReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Absolute path of the file; empty when Production was not given one.</summary>
    public string Path { get; } = path;

    /// <summary>By configuration: in Production it must be named and must exist, elsewhere it has a default place and is made once.</summary>
    public static MasterKeyFile Resolve(IConfiguration configuration, bool production, DataStore store)
    {
        var configured = configuration["Keys:MasterKeyFile"];
        var path = !string.IsNullOrWhiteSpace(configured) ? DataDirectory.Absolute("Keys:MasterKeyFile", configured)
            : production ? "" : System.IO.Path.Combine(DataDirectory.ConfigHome, "argix", "master.key");
        return new MasterKeyFile(path.Length == 0 ? path : System.IO.Path.GetFullPath(path), mayCreate: !production, store);
    }

    /// <summary>The key, read or made for the first time; a clear refusal otherwise.</summary>
    public MasterKey Open()
    {
        if (Path.Length == 0)
            throw Missing("In Production the master key has to be given", "write 32 random bytes to a file outside the data directory (openssl rand -base64 32) and name it in Keys:MasterKeyFile");
        if (IsInside(Path, store.Directory.Path))
            throw new ArgixException("validation_failed", $"The master key {Path} would stand inside the data directory, so whoever copies the data has the key — name a file outside in Keys:MasterKeyFile");
        if (File.Exists(Path))
            return Read(Path);
        if (Database.CountKeys(store) > 0)
            throw Missing($"{store} holds secrets wrapped by a master key, and {Path} does not exist", "put the key file back, or name it in Keys:MasterKeyFile");
        if (!mayCreate)
            throw Missing($"In Production the master key is not made by itself, and {Path} does not exist", "write 32 random bytes to it (openssl rand -base64 32), readable to this user only");
        return Make(Path);
    }

    /// <summary>The refusal when this is not the key that wrapped the ring.</summary>
    public ArgixException Wrong() =>
        Missing($"The key in {Path} is not the one that wraps the secrets in {store}", "put the right key file back, or name it in Keys:MasterKeyFile");

    private string Next => Path + ".next";

    /// <summary>A new key, on the disk beside the one in use.</summary>
    internal MasterKey MakeNext()
    {
        File.Delete(Next); // of a change that was cut off before anything was wrapped with it: Finish has looked
        return Make(Next);
    }

    /// <summary>Puts the new key in the old one's place; gives where the old one is kept.</summary>
    internal string PutNext(string oldId)
    {
        var old = $"{Path}.{oldId}.old";
        File.Copy(Path, old, overwrite: true); // with its mode
        File.Move(Next, Path, overwrite: true);
        return old;
    }

    /// <summary>Finishes a change of the master key that was cut off: the ring says whether it had happened.</summary>
    internal void Finish(MasterKey master, IReadOnlyList<string?> wrappedBy)
    {
        if (!File.Exists(Next))
            return;
        using var next = Read(Next);
        if (wrappedBy.Count > 0 && wrappedBy.All(id => id == next.Id))
        {
            var old = master.Id;
            master.Become(new MasterKey(next.Export()));
            master.Forget();
            PutNext(old);
        }
        else if (wrappedBy.All(id => id == master.Id))
        {
            File.Delete(Next);
        }
    }

    private static ArgixException Missing(string what, string whatToDo) => new("master_key_missing", $"{what} — {whatToDo}");

    private static MasterKey Read(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            var key = bytes.Length == MasterKey.Size ? bytes : Decode(System.Text.Encoding.ASCII.GetString(bytes).Trim());
            var master = new MasterKey(key);
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(bytes);
            return master;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            var why = e is IOException or UnauthorizedAccessException ? "cannot be read" : "holds no 256-bit key";
            throw Missing($"The file {path} {why}", "it must hold 32 bytes, raw or as base64 or hexadecimal text, readable to this user");
        }
    }

    private static byte[] Decode(string text) =>
        text.Length == MasterKey.Size * 2 ? Convert.FromHexString(text) : Convert.FromBase64String(text);

    private static MasterKey Make(string path)
    {
        var key = RandomNumberGenerator.GetBytes(MasterKey.Size);
        try
        {
            var folder = System.IO.Path.GetDirectoryName(path)!;
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, OwnerReadWrite | UnixFileMode.UserExecute);
                options.UnixCreateMode = OwnerReadWrite;
            }
            using (var file = new FileStream(path, options))
            {
                file.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(key) + "\n"));
                file.Flush(flushToDisk: true);
            }
            return new MasterKey(key);
        }
        catch (IOException) when (File.Exists(path))
        {
            return Read(path); // somebody was faster: two hosts may share one key
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Missing($"The master key {path} cannot be written ({e.Message.TrimEnd('.')})", "name a place this user can write to in Keys:MasterKeyFile");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static bool IsInside(string file, string folder) =>
        Real(file).StartsWith(Real(folder) + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>Follows links of the last existing folder, so a link cannot smuggle the key inside.</summary>
    private static string Real(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (System.IO.Path.GetDirectoryName(full) is not { } parent)
            return full;
        var target = Directory.Exists(full) || File.Exists(full) ? new FileInfo(full).ResolveLinkTarget(returnFinalTarget: true)?.FullName : null;
        return target is null ? System.IO.Path.Combine(Real(parent), System.IO.Path.GetFileName(full)) : Real(target);
    }
}
