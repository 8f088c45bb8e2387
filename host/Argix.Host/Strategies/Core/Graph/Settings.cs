using System.Globalization;

namespace Argix.Strategies.Core.Graph;

/// <summary>A block's parameters with the defaults of its kind behind them. Reads what <see cref="GraphCheck"/> has accepted.</summary>
public sealed class Settings(BlockType type, IReadOnlyDictionary<string, string> given)
{
    public string Text(string name) => given.TryGetValue(name, out var value) ? value : type.Parameter(name)!.Default;

    public decimal Figure(string name) => decimal.Parse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture);

    public double Number(string name) => (double)Figure(name);

    public int Whole(string name) => (int)Figure(name);

    public bool Flag(string name) => Text(name) == "true";

    public TimeSpan Time(string name) => TimeSpan.ParseExact(Text(name), "hh\\:mm", CultureInfo.InvariantCulture);

    public IReadOnlyList<string> List(string name) => Text(name).Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
}
