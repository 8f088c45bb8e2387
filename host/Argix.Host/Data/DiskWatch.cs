using System.Globalization;

namespace Argix.Data;

/// <summary>A folder that grows, and what people call it.</summary>
public sealed record WatchedFolder(string Name, string Path);

/// <summary>
/// Whether the disks that grow still have room. When one is full no order is taken (cancels go), so people are told before. A database server's disk is not seen from here.
/// </summary>
public sealed class DiskWatch(IReadOnlyList<WatchedFolder> folders, long least, TimeProvider clock)
{
    public const string Setting = "Data:WarnBelowMegabytes";
    private const long Megabyte = 1_000_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);
    private readonly Lock _gate = new();
    private DateTimeOffset _looked;
    private string? _problem;

    /// <summary>In words what runs short, without paths; null = all well.</summary>
    public string? Problem
    {
        get
        {
            lock (_gate)
            {
                if (clock.GetUtcNow() - _looked > Fresh)
                {
                    (_problem, _looked) = (Look(folders, least), clock.GetUtcNow());
                }

                return _problem;
            }
        }
    }

    /// <summary>The threshold in bytes; 0 switches the warning off.</summary>
    public static long Least(IConfiguration settings) => Math.Max(0, settings.GetValue(Setting, 1000L)) * Megabyte;

    /// <summary>Looks now.</summary>
    public static string? Look(IReadOnlyList<WatchedFolder> folders, long least) =>
        folders.Select(f => (f.Name, Free: Free(f.Path))).Where(f => f.Free < least).OrderBy(f => f.Free)
            .Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Free / Megabyte:N0} MB are left for {f.Name}; when the disk is full no order is taken")).FirstOrDefault();

    private static long Free(string path)
    {
        try
        {
            var there = path;
            while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } parent)
            {
                there = parent;
            }

            return new DriveInfo(there).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return long.MaxValue; // a disk that cannot be asked is no reason to cry
        }
    }
}
