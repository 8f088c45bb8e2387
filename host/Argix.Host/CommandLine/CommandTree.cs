using System.CommandLine;
using System.CommandLine.Parsing;
using Argix.Errors;

namespace Argix.CommandLine;

/// <summary>Hangs two-word commands under their groups; each hands its options to the control command of the same name.</summary>
internal sealed class CommandTree(RootCommand root, HostRecipe recipe)
{
    /// <param name="words">The command as typed: <c>users add</c>.</param>
    /// <param name="help">One line of help.</param>
    /// <param name="stdin">Options that are read from stdin, one line each, because they must not stand in a process list.</param>
    /// <param name="options">The options it takes.</param>
    public void Add(string words, string help, string[] stdin, params Option[] options)
    {
        var command = Hang(words, help);
        foreach (var option in options)
            command.Add(option);
        command.SetAction((parsed, cancel) =>
        {
            var values = options.Select(o => (o.Name, Value: ValueOf(parsed, o))).Where(v => v.Value is not null)
                .ToDictionary(v => v.Name.TrimStart('-'), v => v.Value!, StringComparer.Ordinal);
            foreach (var name in stdin)
                values[name] = PromptSecret(name);
            return CommandRunner.RunAsync(recipe, Dotted(words), values, cancel);
        });
    }

    /// <summary>A command that runs in the caller's own process.</summary>
    public void Add(string words, string help, Symbol[] parts, Func<ParseResult, CancellationToken, Task<int>> run)
    {
        var command = Hang(words, help);
        foreach (var option in parts.OfType<Option>())
            command.Add(option);
        foreach (var argument in parts.OfType<Argument>())
            command.Add(argument);
        command.SetAction(run);
    }

    private static string Dotted(string words) => words.Replace(' ', '.');

    private System.CommandLine.Command Hang(string words, string help)
    {
        System.CommandLine.Command at = root;
        foreach (var word in words.Split(' '))
        {
            var next = at.Subcommands.FirstOrDefault(c => c.Name == word);
            if (next is null)
                at.Add(next = new System.CommandLine.Command(word));
            at = next;
        }
        at.Description = help;
        return at;
    }

    private static string? ValueOf(ParseResult parsed, Option option) => option is Option<bool> flag
        ? parsed.GetValue(flag) ? "true" : null
        : parsed.GetValue((Option<string>)option);

    private static string PromptSecret(string name)
    {
        if (!Console.IsInputRedirected)
            Console.Error.Write($"{name}: ");
        return Console.In.ReadLine() is { Length: > 0 } value
            ? value
            : throw new ArgixException("validation_failed", $"No {name} came on stdin — pipe it in, or type it and press Enter");
    }
}
