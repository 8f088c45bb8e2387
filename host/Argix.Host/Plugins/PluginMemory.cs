using System.Text.Json;

namespace Argix.Plugins;

/// <summary>
/// The little that must survive a restart: who is switched off, the last fault of each version (so that <c>plugins list</c> can say it from another process), and the
/// crash-loop guard's marks: one is set before a version is loaded and taken away when it has stayed healthy, so what is still marked at start did not survive its plugin.
/// </summary>
internal sealed class PluginMemory(string file)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly Lock _gate = new();
    private State _state = Read(file);

    public string? Disabled(string id) => Look(s => s.Disabled.GetValueOrDefault(id));

    public string? Fault(string id, string? version) => Look(s => s.Faults.GetValueOrDefault(Key(id, version)));

    public int Marks(string id, string? version) => Look(s => s.Marks.GetValueOrDefault(Key(id, version)));

    public void Disable(string id, string reason) => Change(s => s.Disabled[id] = reason);

    public void SetFault(string id, string? version, string reason) => Change(s => s.Faults[Key(id, version)] = reason);

    public void Mark(string id, string? version) => Change(s => s.Marks[Key(id, version)] = s.Marks.GetValueOrDefault(Key(id, version)) + 1);

    public void Unmark(string id, string? version) => Change(s => s.Marks.Remove(Key(id, version)));

    /// <summary>At start: a fault of the last run is tried again, unless the guard holds it.</summary>
    public void Begin() => Change(s =>
    {
        s.Faults.Clear();
        foreach (var (key, _) in s.Marks.Where(m => m.Value >= 2))
            s.Faults[key] = "the platform ended twice while this plugin was starting; enable it again to try once more";
    });

    /// <summary>Back to a clean slate for all versions of the id.</summary>
    public void Enable(string id) => Change(s =>
    {
        s.Disabled.Remove(id);
        foreach (var key in s.Faults.Keys.Concat(s.Marks.Keys).Where(k => k.StartsWith(id + "@", StringComparison.OrdinalIgnoreCase)).ToList())
            _ = s.Faults.Remove(key) | s.Marks.Remove(key);
    });

    private T Look<T>(Func<State, T> look)
    {
        lock (_gate)
            return look(_state);
    }

    private void Change(Action<State> change)
    {
        lock (_gate)
        {
            var before = JsonSerializer.Serialize(_state, Options);
            change(_state);
            var after = JsonSerializer.Serialize(_state, Options);
            if (before != after)
                Write(after);
        }
    }

    private void Write(string json)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using (var stream = new FileStream(file + ".new", FileMode.Create, FileAccess.Write))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(json));
            // The mark has to be on disk before the plugin can take the process down.
            stream.Flush(flushToDisk: true);
        }

        File.Move(file + ".new", file, overwrite: true);
    }

    private static State Read(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<State>(File.ReadAllBytes(file), Options) ?? new() : new();
        }
        catch (JsonException)
        {
            File.Move(file, file + ".unreadable", overwrite: true);
            return new();
        }
    }

    private static string Key(string id, string? version) => $"{id}@{version}";

    private sealed record State
    {
        public SortedDictionary<string, string> Disabled { get; init; } = new(StringComparer.Ordinal);
        public SortedDictionary<string, string> Faults { get; init; } = new(StringComparer.Ordinal);
        public SortedDictionary<string, int> Marks { get; init; } = new(StringComparer.Ordinal);
    }
}
