using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Argix.Accounts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Argix.IntegrationTests.Security.Walker;

/// <summary>The whole host inside of this process: its own entry point runs, and its services are taken when it is built. So a test can ask what there is, not only what it thought of.</summary>
public sealed partial class HostInside : IAsyncDisposable, IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly TaskCompletionSource<IHost> built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HostFolder folder = new();
    private readonly IDisposable listening;
    private readonly Thread thread;

    private HostInside()
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        listening = DiagnosticListener.AllListeners.Subscribe(this);
        string[] args =
        [
            "serve", "--Urls", Address.ToString(), "--applicationName", "Argix.Host", "--environment", "Development", "--Data:Directory", folder.Data,
            "--Keys:MasterKeyFile", folder.MasterKeyFile, "--Plugins:Directories:0", HostFolder.PluginsFolder, "--Logging:LogLevel:Default", "Error",
        ];
        var main = typeof(CommandLine.Cli).Assembly.EntryPoint!;
        thread = new Thread(() => started.TrySetException(new InvalidOperationException($"the host ended with {main.Invoke(null, [args])}"))) { IsBackground = true };
    }

    public IServiceProvider Services { get; private set; } = null!;
    public Uri Address { get; }

    public static async Task<HostInside> StartAsync()
    {
        var host = new HostInside();
        host.thread.Start();
        await Task.WhenAny(host.built.Task, host.started.Task).WaitAsync(Patience);
        if (!host.built.Task.IsCompleted)
        {
            await host.started.Task; // says why
        }
        host.Services = (await host.built.Task).Services;
        host.listening.Dispose();
        host.Get<IHostApplicationLifetime>().ApplicationStarted.Register(() => host.started.TrySetResult());
        await host.started.Task.WaitAsync(Patience);
        return host;
    }

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>A member of a workspace, with a token and a signed-in browser.</summary>
    public async Task<Person> NewPersonAsync(string workspace, string role)
    {
        const string password = "three little words and more";
        var email = $"{role}-{workspace}@argix.example";
        await using var scope = Services.CreateAsyncScope();
        var caller = await scope.ServiceProvider.GetRequiredService<AccountService>().AddAsync(email, password, workspace, role);
        var token = await Get<ApiTokens>().CreateAsync(caller.WorkspaceId, caller.UserId, "walker", Scopes.All, TimeSpan.FromDays(1));
        var cookies = new CookieContainer();
        var person = new Person(this, caller, token.Id, Client(token.Token), Client(null, cookies), cookies);
        await person.SignInAsync(email, password);
        return person;
    }

    /// <summary>A client of its own; cookies are kept, redirects are not followed.</summary>
    public HttpClient Client(string? token, CookieContainer? cookies = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, CookieContainer = cookies ?? new CookieContainer() }) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(60) };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (Services is not null)
        {
            Get<IHostApplicationLifetime>().StopApplication();
            await Task.Run(() => thread.Join(TimeSpan.FromSeconds(20)));
        }
        folder.Dispose();
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
            built.TrySetResult((IHost)value.Value!);
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

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    internal static partial Regex FormToken();
}

/// <summary>Somebody with a token (<see cref="Api"/>) and a browser (<see cref="Browser"/>).</summary>
public sealed class Person(HostInside host, Caller caller, Guid tokenId, HttpClient api, HttpClient browser, CookieContainer cookies)
{
    public CookieContainer Cookies => cookies;
    public Caller Caller => caller;
    public Guid TokenId => tokenId;
    public HttpClient Api => api;
    public HttpClient Browser => browser;

    /// <summary>The antiforgery token of this browser's session.</summary>
    public string FormToken { get; private set; } = "";

    public async Task SignInAsync(string email, string password)
    {
        var token = FormToken.Length > 0 ? FormToken : await TokenOfAsync("/login"); // who is signed in gets no sign-in form
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["Email"] = email, ["Password"] = password, ["__RequestVerificationToken"] = token });
        using var answer = await browser.PostAsync("/login", form);
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{email} is not signed in: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        FormToken = await TokenOfAsync("/");
    }

    /// <summary>Ends what was given: the token and the session.</summary>
    public async Task RevokeAsync()
    {
        await host.Get<ApiTokens>().RevokeAsync(caller.WorkspaceId, tokenId);
        await host.Get<SessionStore>().EndAllAsync(caller.UserId);
    }

    private async Task<string> TokenOfAsync(string path)
    {
        var page = await browser.GetStringAsync(path);
        var found = HostInside.FormToken().Match(page);
        Assert.True(found.Success, $"no form on {path}");
        return WebUtility.HtmlDecode(found.Groups[1].Value);
    }
}
