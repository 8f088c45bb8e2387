using Argix.Accounts;
using Argix.Data;
using Argix.Keys;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace Argix.UnitTests.Accounts;

/// <summary>The ground rooms on a real database in a directory of their own, with a clock that stands until it is moved.</summary>
internal sealed class TestAccounts : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private TestAccounts(string root, bool ownsRoot, string environment, string? postgres, Action<IServiceCollection>? more)
    {
        Root = root;
        OwnsRoot = ownsRoot;
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Directory"] = Path.Combine(root, "data"), ["Keys:MasterKeyFile"] = Path.Combine(root, "master.key"),
            ["Data:Provider"] = postgres is null ? null : "Postgres", ["ConnectionStrings:Argix"] = postgres,
        }).Build();
        var services = new ServiceCollection().AddLogging();
        services.AddData(settings);
        services.AddKeys(settings, new Environment(environment));
        services.AddAccounts(settings);
        services.AddSingleton<TimeProvider>(Clock);
        more?.Invoke(services);
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
    }

    public string Root { get; }
    public bool OwnsRoot { get; }
    public ManualClock Clock { get; } = new();

    public static async Task<TestAccounts> OpenAsync(string? root = null, string environment = "Development", bool migrate = true, string? postgres = null, Action<IServiceCollection>? more = null)
    {
        var opened = new TestAccounts(root ?? Directory.CreateTempSubdirectory("argix-").FullName, root is null, environment, postgres, more);
        if (migrate)
            await opened.Get<Database>().MigrateAsync();
        return opened;
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public async Task<TResult> InScopeAsync<T, TResult>(Func<T, Task<TResult>> work) where T : notnull
    {
        await using var scope = _services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<T>());
    }

    public Task<Caller> AddUserAsync(string email = "a@argix.example", string role = "admin", string workspace = "main") =>
        InScopeAsync<AccountService, Caller>(a => a.AddAsync(email, "three little words", workspace, role));

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (OwnsRoot)
            Directory.Delete(Root, recursive: true);
    }

    private sealed class Environment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;
        public string ApplicationName { get; set; } = "tests";
        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}

internal sealed class ManualClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
