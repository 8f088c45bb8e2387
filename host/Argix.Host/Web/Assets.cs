using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.FileProviders;

namespace Argix.Web;

/// <summary>Our own static files and their addresses with the hash of the content, so that they can be cached for ever.</summary>
public sealed class Assets
{
    private readonly ConcurrentDictionary<string, (DateTimeOffset Changed, string Hash)> hashes = new(StringComparer.Ordinal);

    public Assets() : this(Path.Combine(AppContext.BaseDirectory, "wwwroot")) { }

    public Assets(string folder) => Files = Directory.Exists(folder) ? new PhysicalFileProvider(folder) : new NullFileProvider();

    public IFileProvider Files { get; }

    /// <summary><c>/dist/app.css</c> → <c>/dist/app.css?v=…</c>.</summary>
    public string Url(string path) => Hash(path) is { } hash ? $"{path}?v={hash}" : path;

    /// <summary>Null when there is no such file. Read again when the file changed, so that a rebuild shows at once.</summary>
    public string? Hash(string path)
    {
        var file = Files.GetFileInfo(path);
        if (!file.Exists) return null;
        if (hashes.TryGetValue(path, out var known) && known.Changed == file.LastModified) return known.Hash;
        using var content = file.CreateReadStream();
        var hash = Convert.ToHexStringLower(SHA256.HashData(content))[..12];
        hashes[path] = (file.LastModified, hash);
        return hash;
    }
}
