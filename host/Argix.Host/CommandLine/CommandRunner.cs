using Argix.Data;

namespace Argix.CommandLine;

/// <summary>Runs a command where it belongs: in the running host, or here under the directory's lock.</summary>
internal static class CommandRunner
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(HostRecipe recipe, string name, IReadOnlyDictionary<string, string> options, CancellationToken cancel)
    {
        var directory = DataDirectory.Resolve(recipe.NewBuilder().Configuration);
        var reply = await InHostOrHereAsync(recipe, directory, new ControlRequest(name, options), cancel);
        foreach (var line in reply.Lines)
            Serve.Say(line);
        return reply.ExitCode;
    }

    private static async Task<ControlReply> InHostOrHereAsync(HostRecipe recipe, DataDirectory directory, ControlRequest request, CancellationToken cancel)
    {
        var clock = TimeProvider.System;
        var begin = clock.GetTimestamp();
        while (true)
        {
            using (var held = DirectoryLock.TryTake(directory))
            {
                if (held is not null)
                    return await HereAsync(recipe, request, cancel);
            }
            if (await ControlClient.TryConnectAsync(directory, cancel) is { } socket)
                return await ControlClient.AskAsync(socket, request, cancel);
            // Somebody holds the lock and does not listen: a host that is starting or stopping, or another command.
            if (clock.GetElapsedTime(begin) > Patience)
                throw DirectoryLock.InUse(directory);
            await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancel);
        }
    }

    private static async Task<ControlReply> HereAsync(HostRecipe recipe, ControlRequest request, CancellationToken cancel)
    {
        await using var app = recipe.Build(recipe.NewBuilder(), console: false);
        app.Services.GetService<OwnerSession>()?.Take();
        await app.Services.GetRequiredService<Database>().MigrateAsync(cancel);
        return await app.Services.GetRequiredService<ControlDesk>().RunAsync(request.Command, request.Options, cancel);
    }
}
