namespace Argix.Seams;

/// <summary>Where ids and tokens come from, so that tests and the simulator can hand out their own.</summary>
public interface IIdSource
{
    /// <summary>A new 128-bit id, ordered by time of creation.</summary>
    Guid NewId();

    /// <summary>A secret token of this many random bytes, base64url without padding.</summary>
    string NewToken(int bytes = 32);
}

/// <summary>The real source: version 7 ids and the operating system's random generator.</summary>
public sealed class SystemIds(TimeProvider clock) : IIdSource
{
#pragma warning disable RS0030 // this is the seam
    public Guid NewId() => Guid.CreateVersion7(clock.GetUtcNow());
#pragma warning restore RS0030

    public string NewToken(int bytes = 32) =>
        System.Buffers.Text.Base64Url.EncodeToString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(bytes));
}
