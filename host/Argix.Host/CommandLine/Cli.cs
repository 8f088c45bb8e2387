using System.CommandLine;
using Argix.Errors;

namespace Argix.CommandLine;

/// <summary>The command line: which commands there are and what they take. What they do stands with the room they belong to.</summary>
public static class Cli
{
    /// <summary>Runs one command; failures become one line on stderr and exit code 1.</summary>
    public static async Task<int> RunAsync(string[] args, Action<WebApplicationBuilder> add, Action<WebApplication> map)
    {
        try
        {
            var (command, settings) = SettingsSplit.Split(args);
            var parsed = Root(new HostRecipe(add, map, settings)).Parse(command);
            if (parsed.Errors.Count > 0)
                throw new ArgixException("bad_request", $"{parsed.Errors[0].Message.TrimEnd('.')} — see --help");
            // The host ends itself on a signal, in its own time.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (ArgixException e)
        {
            return Complain(e.Code, e.Message);
        }
        catch (OperationCanceledException)
        {
            return Complain("internal", "The command was interrupted — run it again");
        }
#pragma warning disable CA1031 // the border of the process: one line instead of a stack trace
        catch (Exception e) when (e is not HostAbortedException && !e.GetType().Name.Equals("StopTheHostException", StringComparison.Ordinal))
        {
            return Complain("internal", $"{e.GetType().Name}: {e.Message.TrimEnd('.')} — look into the log, and report this when it happens again");
        }
#pragma warning restore CA1031
    }

    private static int Complain(string code, string detail)
    {
        Console.Error.WriteLine(Logging.OneLineFormatter.Encode(new Logging.Redactor().Scrub($"argix: {code}: {detail}")));
        return 1;
    }

    private static RootCommand Root(HostRecipe recipe)
    {
        var root = new RootCommand("Argix: connect brokerages and let strategies trade. Settings may follow any command: --Urls http://localhost:5080");
        var serve = new System.CommandLine.Command("serve", "Run the host (default)");
        root.SetAction((_, cancel) => Serve.RunAsync(recipe, cancel));
        serve.SetAction((_, cancel) => Serve.RunAsync(recipe, cancel));
        var demo = new System.CommandLine.Command("demo", "Run a throw-away instance with a ready user");
        demo.SetAction((_, cancel) => DemoCommand.RunAsync(recipe, cancel));
        var doctor = new System.CommandLine.Command("doctor", "Check directory, key and settings without changing anything");
        doctor.SetAction((_, cancel) => Doctor.RunAsync(recipe, cancel));
        root.Add(serve);
        root.Add(demo);
        root.Add(doctor);
        AddForwarded(root, recipe);
        return root;
    }

    private static void AddForwarded(RootCommand root, HostRecipe recipe)
    {
        var commands = new CommandTree(root, recipe);
        commands.Add("users add", "Make a user, password from stdin", ["password"], Required("email"), Optional("workspace", "main"), Required("role"));
        commands.Add("tokens create", "Make an API token; it is printed once, on the last line", [], Required("email"), Required("name"), Required("scopes"), Optional("workspace"), Optional("expires"));
        AuditCommands.Hang(commands, recipe);
        commands.Add("keys rotate", "New keys: everything stored is sealed anew, also beside a running host; --keep-master-key leaves the master key", [], Flag("keep-master-key"));
        commands.Add("plugins list", "List plugins with their state", [], Flag("json"));
        PluginAuthoring.Hang(commands, recipe);
        var (file, id, version) = (new Argument<string>("FILE"), new Argument<string>("ID"), new Option<string>("--version"));
        commands.Add("plugins install", "Put an .argixplugin into the store", [file], (parsed, cancel) =>
            CommandRunner.RunAsync(recipe, "plugins.install", new Dictionary<string, string>(StringComparer.Ordinal) { ["file"] = Path.GetFullPath(parsed.GetRequiredValue(file)) }, cancel));
        commands.Add("plugins remove", "Take a plugin, or one version of it, out of the store", [id, version], (parsed, cancel) =>
        {
            var options = new Dictionary<string, string>(StringComparer.Ordinal) { ["id"] = parsed.GetRequiredValue(id) };
            if (parsed.GetValue(version) is { } one)
                options["version"] = one;
            return CommandRunner.RunAsync(recipe, "plugins.remove", options, cancel);
        });
    }

    private static Option Required(string name) => new Option<string>("--" + name) { Required = true };

    private static Option Optional(string name, string? fallback = null) =>
        fallback is null ? new Option<string>("--" + name) : new Option<string>("--" + name) { DefaultValueFactory = _ => fallback };

    private static Option Flag(string name) => new Option<bool>("--" + name);
}
