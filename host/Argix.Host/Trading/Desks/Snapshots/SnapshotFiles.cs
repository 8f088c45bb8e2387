using System.Security.Cryptography;
using Argix.Contracts;
using Argix.Trading.Core;

namespace Argix.Trading.Desks.Snapshots;

/// <summary>A desk's state right after a record of the journal.</summary>
internal sealed record Snapshot(long Seq, string Hash, long Epoch, DeskState State);

/// <summary>
/// Snapshots as files, one a workspace. A snapshot is a cache of the journal and nothing more: any doubt (another build, a wrong signature, a journal that does not have its
/// record) and it is as if it were not there. It is believed only by the very build that wrote it, for a later one may apply events otherwise.
/// Signed with a key that whoever can write the disk does not have (<c>AnchorKey.Derive</c>).
/// </summary>
internal sealed class SnapshotFiles(string directory, Func<byte[]> key)
{
    private const int Format = 1;
    private const int Mac = 32;
    private static readonly string Build = $"{Format} {typeof(SnapshotFiles).Module.ModuleVersionId:N} {typeof(Instrument).Module.ModuleVersionId:N} {Environment.Version}";

    public Snapshot? Read(Guid workspace)
    {
        try
        {
            using var file = new FileStream(PathOf(workspace), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 20, FileOptions.SequentialScan);
            var mac = new byte[Mac];
            file.ReadExactly(mac);
            if (!CryptographicOperations.FixedTimeEquals(mac, HMACSHA256.HashData(key(), file)))
            {
                return null;
            }

            file.Position = Mac;
            using var reader = new BinaryReader(file);
            return reader.ReadString() == Build && reader.ReadString() == workspace.ToString()
                ? new Snapshot(reader.ReadInt64(), reader.ReadString(), reader.ReadInt64(), (DeskState)new StateReader(reader).Root())
                : null;
        }
        // Whatever is wrong with a cache: the journal is there.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Errors.ArgixException or TypeLoadException or ArgumentException or InvalidCastException or FormatException)
        {
            return null;
        }
    }

    public void Write(Guid workspace, Snapshot snapshot)
    {
        System.IO.Directory.CreateDirectory(directory);
        var path = PathOf(workspace);
        using (var file = new FileStream(path + ".new", FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 20))
        {
            file.Write(new byte[Mac]);
            using var writer = new BinaryWriter(file, System.Text.Encoding.UTF8, leaveOpen: true);
            Write(writer, workspace, snapshot);
            writer.Flush();
            file.Position = Mac;
            var mac = HMACSHA256.HashData(key(), file);
            file.Position = 0;
            file.Write(mac);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    private static void Write(BinaryWriter writer, Guid workspace, Snapshot snapshot)
    {
        writer.Write(Build);
        writer.Write(workspace.ToString());
        writer.Write(snapshot.Seq);
        writer.Write(snapshot.Hash);
        writer.Write(snapshot.Epoch);
        new StateWriter(writer).Root(snapshot.State);
    }

    private string PathOf(Guid workspace) => Path.Combine(directory, $"{workspace}.state");
}
