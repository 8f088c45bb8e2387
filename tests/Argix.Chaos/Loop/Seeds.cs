namespace Argix.Chaos;

/// <summary>Chance for one purpose of one round, so that a change in one place does not shift what all others draw.</summary>
internal static class Seeds
{
    public static Random For(int seed, int round, int purpose) => new(unchecked((((seed * 486_187_739) + round) * 16_777_619) ^ (purpose * 92_821)));
}
