using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Argix.Bench;

/// <summary>The whole production host inside of this process: its own entry point is run and its services are taken when it is built, so nothing is put together twice.</summary>
internal sealed class HostInside : IAsyncDisposable, IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private readonly TaskCompletionSource<IHost> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private readonly IDisposable _listening;

    private static readonly StringWriter Log = new();

    private HostInside(Folder folder)
    {
        foreach (var (key, value) in folder.Settings)
        {
            Environment.SetEnvironmentVariable(key, value);
        }

        _listening = DiagnosticListener.AllListeners.Subscribe(this);
        var (main, port) = (typeof(CommandLine.Cli).Assembly.EntryPoint!, Ports.Free());
        Address = new Uri($"http://127.0.0.1:{port}");
        _thread = new Thread(() => _started.TrySetException(new InvalidOperationException($"the host ended with {main.Invoke(null, [new[] { "serve", "--Urls", $"http://127.0.0.1:{port}", "--applicationName", "Argix.Host" }])}: {Log}"))) { IsBackground = true };
    }

    public IServiceProvider Services { get; private set; } = null!;
    public Uri Address { get; }

    public static async Task<HostInside> StartAsync(Folder folder)
    {
        Console.SetError(Log); // the host's log; it is in its file too
        Console.SetOut(TextWriter.Null);
        var host = new HostInside(folder);
        host._thread.Start();
        host.Services = (await host._built.Task.WaitAsync(TimeSpan.FromMinutes(3))).Services;
        host._listening.Dispose();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => host._started.TrySetResult());
        await host._started.Task.WaitAsync(TimeSpan.FromMinutes(3));
        return host;
    }

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        Get<IHostApplicationLifetime>().StopApplication();
        await Task.Run(_thread.Join);
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.Extensions.Hosting")
        {
            value.Subscribe(this);
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == "HostBuilt")
        {
            _built.TrySetResult((IHost)value.Value!);
        }
    }

    void IObserver<DiagnosticListener>.OnCompleted()
    {
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }
}
