using Argix.Keys;

namespace Argix.CommandLine;

/// <summary><c>keys rotate</c>.</summary>
internal static class KeyCommands
{
    public static async Task<ControlReply> RotateAsync(ControlCall call, CancellationToken cancel)
    {
        var (rotation, file) = (call.Services.GetRequiredService<KeyRotation>(), call.Services.GetRequiredService<MasterKeyFile>());
        var lines = new List<string>();
        if (call.Find("keep-master-key") != "true")
        {
            // The master key first: the new ring key is then never wrapped by the old one.
            var old = await rotation.MasterAsync(cancel);
            lines.Add($"argix: new master key in {file.Path}: copy it to where you keep the old one. Backups made before now need the old key, which is in {old}: delete it when you have none left");
        }
        var ring = await rotation.RingAsync(cancel);
        lines.Insert(0, $"argix: new ring key {ring.RingKey}; {ring.Resealed} stored secrets sealed with it");
        return new ControlReply(lines);
    }
}
