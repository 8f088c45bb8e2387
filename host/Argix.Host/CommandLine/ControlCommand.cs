using System.Text.Json;
using Argix.Errors;

namespace Argix.CommandLine;

/// <summary>
/// A command that a room offers to the command line. It runs inside the host when one is running, else inside the command's own process,
/// which then holds the directory's lock; the handler need not care which.
/// </summary>
/// <param name="Name">The words of the command joined by dots: <c>users.add</c>.</param>
/// <param name="Run">Does it. Failures are <see cref="ArgixException"/>s.</param>
public sealed record ControlCommand(string Name, Func<ControlCall, CancellationToken, Task<ControlReply>> Run);

/// <summary>One call of a command: a scope of services and the options by name.</summary>
public sealed record ControlCall(IServiceProvider Services, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>An option, or null.</summary>
    public string? Find(string name) => Options.GetValueOrDefault(name);

    /// <summary>An option that has to be there.</summary>
    public string Get(string name) => Find(name) ?? throw new ArgixException("validation_failed", $"--{name} is missing — give it");

    /// <summary>Never the options: one of them may be a password.</summary>
    public override string ToString() => "call";
}

/// <summary>What the command prints on stdout, and its exit code.</summary>
public sealed record ControlReply(IReadOnlyList<string> Lines, int ExitCode = 0)
{
    public static ControlReply Of(params string[] lines) => new(lines);
}

/// <summary>Finds a command and runs it in a scope of its own.</summary>
public sealed class ControlDesk(IEnumerable<ControlCommand> commands, IServiceScopeFactory scopes)
{
    public async Task<ControlReply> RunAsync(string name, IReadOnlyDictionary<string, string> options, CancellationToken cancel)
    {
        var command = commands.LastOrDefault(c => c.Name == name)
            ?? throw new ArgixException("not_implemented", $"'{name.Replace('.', ' ')}' is not in this release — see the change log for when it comes");
        await using var scope = scopes.CreateAsyncScope();
        return await command.Run(new ControlCall(scope.ServiceProvider, options), cancel);
    }
}

/// <summary>The two lines of the control socket: what is asked, what is answered. JSON, one object a line.</summary>
internal sealed record ControlRequest(string Command, IReadOnlyDictionary<string, string> Options)
{
    public override string ToString() => Command;
}

/// <inheritdoc cref="ControlRequest"/>
internal sealed record ControlAnswer(int ExitCode, IReadOnlyList<string> Lines, string? Code = null, string? Detail = null)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
}
