using System.Text.Json;

namespace Argix.AdapterTests;

/// <summary>Recordings and specifications of others, read where they stand; a test that needs an absent one is skipped and says so.</summary>
internal static class Fixtures
{
    public static JsonDocument Json(string path)
    {
        var root = Environment.GetEnvironmentVariable("ARGIX_FIXTURES") ?? Beside();
        var file = root is null ? null : Path.Combine(root, path);
        if (file is null || !File.Exists(file))
        {
            Assert.Skip($"fixture {path} is not here (set ARGIX_FIXTURES, or put it under ../shared/reference/fixtures beside the repository)");
        }
        return JsonDocument.Parse(File.ReadAllBytes(file));
    }

    /// <summary>Every recording of a folder, by its path below the fixtures; the test is skipped where there are none.</summary>
    public static IReadOnlyList<string> In(string folder)
    {
        var root = Environment.GetEnvironmentVariable("ARGIX_FIXTURES") ?? Beside();
        var there = root is null ? "" : Path.Combine(root, folder);
        if (!Directory.Exists(there))
        {
            Assert.Skip($"fixtures {folder} are not here (set ARGIX_FIXTURES, or put them under ../shared/reference/fixtures beside the repository)");
        }
        return [.. Directory.EnumerateFiles(there, "*.json", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root!, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];
    }

    /// <summary>A folder of them, or a skip.</summary>
    public static string Folder(string path)
    {
        var root = Environment.GetEnvironmentVariable("ARGIX_FIXTURES") ?? Beside();
        var folder = root is null ? null : Path.Combine(root, path);
        if (folder is null || !Directory.Exists(folder))
        {
            Assert.Skip($"fixtures {path} are not here (set ARGIX_FIXTURES, or put them under ../shared/reference/fixtures beside the repository)");
        }
        return folder;
    }

    private static string? Beside()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Argix.Platform.sln")))
            {
                return Path.Combine(folder.FullName, "..", "shared", "reference", "fixtures");
            }
        }
        return null;
    }
}
