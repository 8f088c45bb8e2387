using Argix.Errors;

namespace Argix.Data;

/// <summary>One process at a time in a data directory. The operating system drops the lock with the process, however it ends.</summary>
public sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <summary>The lock, or null while another process holds it.</summary>
    public static DirectoryLock? TryTake(DataDirectory directory)
    {
        directory.Create();
        try
        {
            return new DirectoryLock(new FileStream(directory.File("argix.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The refusal that everybody gives who does not get the lock.</summary>
    public static ArgixException InUse(DataDirectory directory) =>
        new("data_directory_in_use", $"Another Argix uses {directory.Path} — stop it, or give this one its own Data:Directory");

    public void Dispose() => _file.Dispose();
}
