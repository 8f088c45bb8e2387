using System.Globalization;

namespace Argix.Broker.Paper;

/// <summary>
/// The venue's dead-man switch. The moment stands in a file of its own, not in the ledger: it is renewed all the time and only the last one counts. A venue that dies
/// with its host looks at it when it comes back.
/// </summary>
internal sealed class DeadMan
{
    private readonly string? _path;

    /// <summary>Without a folder it lives as long as the venue.</summary>
    public DeadMan(string? folder = null)
    {
        _path = folder is null ? null : Path.Combine(folder, "dead-man");
        Until = _path is not null && File.Exists(_path) && DateTimeOffset.TryParse(File.ReadAllText(_path), CultureInfo.InvariantCulture, out var until) ? until : null;
    }

    /// <summary>When it goes off; null = not armed.</summary>
    public DateTimeOffset? Until { get; private set; }

    public DateTimeOffset? Arm(DateTimeOffset now, TimeSpan after)
    {
        Until = after > TimeSpan.Zero ? now + after : null;
        if (_path is not null)
        {
            File.WriteAllText(_path, Until?.ToString("O", CultureInfo.InvariantCulture) ?? "");
        }

        return Until;
    }

    /// <summary>True once when the time has passed.</summary>
    public bool GoesOff(DateTimeOffset now)
    {
        var off = Until <= now;
        if (off)
        {
            Arm(now, TimeSpan.Zero);
        }

        return off;
    }
}
