using Argix.Accounts;
using Argix.Data;
using Argix.Errors;
using Argix.Keys;
using Argix.Seams;

namespace Argix.CommandLine;

/// <summary>One thing that makes the demo worth looking at (a connection, a running strategy). Registered by rooms, run in order once the host listens.</summary>
public delegate Task DemoStep(DemoContext demo, CancellationToken cancel);

/// <summary>What a step works with: services in a scope, and the user it acts for.</summary>
public sealed record DemoContext(IServiceProvider Services, Caller Owner);

/// <summary>A throw-away instance: fresh directory, own key, ready user, sign-in link.</summary>
internal static class DemoCommand
{
    private const string Marker = ".argix-demo";

    public static Task<int> RunAsync(HostRecipe recipe, CancellationToken cancel)
    {
        var configuration = recipe.NewBuilder().Configuration;
        var home = configuration["Data:Directory"] is { Length: > 0 } ? Path.GetDirectoryName(DataDirectory.Resolve(configuration).Path)! : DataDirectory.DataHome;
        var path = Path.Combine(home, "argix-demo");
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Data:Directory"] = path, ["Keys:MasterKeyFile"] = path + ".master.key", ["Data:Provider"] = "Sqlite" };
        var store = DataStore.Resolve(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        Empty(store.Directory);
        File.Delete(settings["Keys:MasterKeyFile"]!);
        // Thrown away with everything it protects, so this key may be made by itself even in Production.
        new MasterKeyFile(settings["Keys:MasterKeyFile"]!, mayCreate: true, store).Open().Dispose();
        return Serve.RunAsync(recipe, cancel, builder => builder.Configuration.AddInMemoryCollection(settings), ReadyAsync);
    }

    private static async Task ReadyAsync(WebApplication app, CancellationToken cancel)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var password = app.Services.GetRequiredService<IIdSource>().NewToken();
        var owner = await scope.ServiceProvider.GetRequiredService<AccountService>().AddAsync("demo@argix.example", password, "demo", Roles.Admin, cancel);
        foreach (var step in app.Services.GetServices<DemoStep>())
            await step(new DemoContext(scope.ServiceProvider, owner), cancel);
        var token = app.Services.GetRequiredService<LoginLinks>().Create(owner.UserId, owner.WorkspaceId, TimeSpan.FromDays(1));
        Serve.Say($"argix: demo ready at {app.Services.GetRequiredService<PublicAddress>().Link("/login?token=" + token)}");
    }

    // Only a directory that a demo made is emptied; anything else that has the name is somebody's.
    private static void Empty(DataDirectory directory)
    {
        var path = directory.Path;
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            if (!File.Exists(Path.Combine(path, Marker)))
                throw new ArgixException("data_directory_in_use", $"{path} was not made by a demo — move it away");
            using (DirectoryLock.TryTake(directory) ?? throw DirectoryLock.InUse(directory))
                Directory.Delete(path, recursive: true);
        }
        directory.Create();
        File.WriteAllText(Path.Combine(path, Marker), "");
    }
}
