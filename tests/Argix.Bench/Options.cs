using System.Globalization;

namespace Argix.Bench;

/// <summary>What was asked for on the command line.</summary>
internal sealed record Options(string Name, string? Out, int Rounds, bool Large, double Minutes = 5, int Connections = 100)
{
    public static Options Parse(string[] args)
    {
        string? Value(string name) => Array.IndexOf(args, name) is var i and >= 0 && i + 1 < args.Length ? args[i + 1] : null;
        return new Options(args.Length == 0 ? "" : args[0], Value("--out"), Value("--rounds") is { } n ? int.Parse(n, CultureInfo.InvariantCulture) : 5, args.Contains("--large"),
            Value("--minutes") is { } m ? double.Parse(m, CultureInfo.InvariantCulture) : 5, Value("--connections") is { } c ? int.Parse(c, CultureInfo.InvariantCulture) : 100);
    }
}
