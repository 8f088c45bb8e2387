using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Argix.Contracts;
using Argix.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Xunit;

namespace Argix.PluginTests.Loader;

/// <summary>A plugin room of its own: real files in a folder that is removed afterwards, the real service, real time.</summary>
internal sealed class PluginLab : IAsyncDisposable
{
    private readonly Dictionary<string, string?> _settings = [];
    private readonly List<ServiceProvider> _abandoned = [];
    private ServiceProvider? _services;
    private IHostedService? _service;

    public string Root { get; } = Directory.CreateTempSubdirectory("argix-plugins-").FullName;

    public string Inbox => Path.Combine(Root, "data", "plugins", "inbox");

    public string Store => Path.Combine(Root, "data", "plugins", "store");

    public string Bundled => Path.Combine(Root, "bundled");

    public string Extra => Path.Combine(Root, "extra");

    public PluginRules Rules { get; set; } = new(AllowUnsigned: true) { TimeLimit = TimeSpan.FromSeconds(20) };

    public CoreHashes Core { get; set; } = new(null);

    public PluginPaths Paths => new(Path.Combine(Root, "data"), Bundled, [Extra], Inbox);

    public BrokerCatalogue Catalogue => _services!.GetRequiredService<BrokerCatalogue>();

    public PluginHost Host => _services!.GetRequiredService<PluginHost>();

    public string this[string setting]
    {
        set => _settings[setting] = value;
    }

    public IConfiguration Configuration() => new ConfigurationBuilder().AddInMemoryCollection(_settings).Build();

    public async Task<PluginLab> StartAsync()
    {
        _services = new ServiceCollection().AddLogging().AddSingleton(Paths).AddSingleton(Rules).AddSingleton(Configuration())
            .AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = "Development" })
            .AddPlugins(Configuration()).AddSingleton(Core).BuildServiceProvider();
        _service = _services.GetServices<IHostedService>().Single();
        await _service.StartAsync(CancellationToken.None);
        return this;
    }

    /// <summary>Ends the host; without grace its marks stay as they would after a crash.</summary>
    public async Task StopAsync(bool graceful = true)
    {
        if (_service is null)
            return;
        await _service.StopAsync(CancellationToken.None);
        if (graceful)
            await _services!.DisposeAsync();
        else
            _abandoned.Add(_services!);
        (_service, _services) = (null, null);
    }

    public static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "fixtures", name, "bin", "fixture");

    /// <summary>Makes a plugin folder of a fixture's output and a manifest, complete, beside the inbox; give null for a folder without code.</summary>
    public string Make(string id, string version = "1.0.0", string? fixture = "Good1", string? entry = null, Action<JsonObject>? change = null)
    {
        var folder = Path.Combine(Root, "made", $"{id}-{version}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        if (fixture is not null)
            foreach (var file in Directory.EnumerateFiles(Fixture(fixture), "*", SearchOption.AllDirectories))
            {
                var to = Path.Combine(folder, Path.GetRelativePath(Fixture(fixture), file));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(file, to);
            }
        File.WriteAllText(Path.Combine(folder, "docs.md"), $"# Overview of {id}");
        File.WriteAllText(Path.Combine(folder, "plugin.json"), Manifest(id, version, fixture is null ? null : entry ?? EntryOf(fixture), change));
        return folder;
    }

    public static string Manifest(string id, string version, string? entry, Action<JsonObject>? change = null)
    {
        var json = new JsonObject
        {
            ["id"] = id,
            ["name"] = "Fixture " + id,
            ["version"] = version,
            ["contracts"] = ">=1.0 <2.0",
            ["environments"] = new JsonArray(new JsonObject { ["id"] = "paper", ["kind"] = "paper", ["endpoints"] = new JsonObject { ["rest"] = "https://venue.example" } }),
            ["methods"] = new JsonArray(new JsonObject { ["id"] = "local", ["kind"] = "credentials" }),
        };
        if (entry is not null)
            json["entry"] = entry;
        change?.Invoke(json);
        return json.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    public static string EntryOf(string fixture) => fixture switch { "Good1" or "Good2" => "Fixture.Good.dll", "WrongContracts" => "Fixture.WrongContracts.dll", _ => fixture + ".dll" };

    /// <summary>Puts a folder (or file) where plugins are looked for, as somebody with a file manager would.</summary>
    public static string Put(string from, string where, string? name = null)
    {
        Directory.CreateDirectory(where);
        var to = Path.Combine(where, name ?? Path.GetFileName(from));
        Directory.Move(from, to);
        return to;
    }

    public async Task<PluginRow> RowAsync(string id, Func<PluginRow, bool> when)
    {
        var watch = Stopwatch.StartNew();
        PluginRow? row = null;
        await Eventually.TrueAsync(() => (row = Catalogue.Plugins.FirstOrDefault(r => r.Id == id && when(r))) is not null,
            () => $"{id}; there is {string.Join(", ", Catalogue.Plugins)}");
        TestContext.Current.TestOutputHelper?.WriteLine($"{id}: {row!.State} after {watch.ElapsedMilliseconds} ms ({row.Reason})");
        return row!;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var services in _abandoned)
            await services.DisposeAsync();
        Directory.Delete(Root, recursive: true);
    }
}

internal static class Eventually
{
    /// <summary>Waits for a condition; the limit only bounds a test that would fail anyway.</summary>
    public static async Task TrueAsync(Func<bool> condition, Func<string> otherwise)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(60))
                Assert.Fail("never happened: " + otherwise());
            await Task.Delay(20);
        }
    }
}

internal sealed class StubPort : IVenuePort
{
    public LoginInfo Login { get; } = new("login-1", "paper", "local", new Dictionary<string, string>());

    public TimeProvider Clock => TimeProvider.System;

    public string DataDirectory => "/nowhere";

    public ValueTask<string> SecretAsync(string name, CancellationToken ct) => throw new KeyNotFoundException();

    public Task<Answer> SendAsync(Call call, CancellationToken ct) => throw new NotSupportedException();

    public Task<ISocket> ConnectAsync(Call call, CancellationToken ct) => throw new NotSupportedException();

    public IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(Call call, CancellationToken ct) => throw new NotSupportedException();

    public ValueTask<long> NonceAsync(CancellationToken ct) => throw new NotSupportedException();

    public void Log(LogLevel level, string message) { }
}
