namespace Argix.Bench;

/// <summary>What one flush of this disk costs: the floor under every durable step.</summary>
internal static class Disk
{
    /// <summary>Median of 200 times write 4 KiB and fsync, in microseconds.</summary>
    public static double Flush(string directory)
    {
        var path = Path.Combine(directory, "flush.probe");
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        var block = new byte[4096];
        return Figures.Median(Enumerable.Range(0, 200).Select(_ => Figures.Time(() =>
        {
            file.Write(block);
            file.Flush(flushToDisk: true);
        })).ToList());
    }
}
