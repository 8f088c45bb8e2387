namespace Argix.Chaos;

internal enum KillWhen
{
    /// <summary>After so many orders were confirmed.</summary>
    AfterAcks,
    /// <summary>So many milliseconds after trading opened.</summary>
    AfterTime,
    /// <summary>So many milliseconds after the process was started: while it starts, reads its journal or asks the venue.</summary>
    WhileStarting,
}

/// <summary>What one round will be like: all of it from the seed.</summary>
internal sealed record Plan(KillWhen When, int Number, Weather AtStart, Weather Trading, bool SecondStarts, bool SecondTakesOver, bool Refuse, bool CutAll, int HandsWhileDead, int DeadFor)
{
    public static Plan Draw(int seed, int round)
    {
        var random = Seeds.For(seed, round, 1);
        var when = random.Next(20) switch { < 10 => KillWhen.AfterAcks, < 16 => KillWhen.AfterTime, _ => KillWhen.WhileStarting };
        var number = when switch { KillWhen.AfterAcks => 1 + random.Next(16), KillWhen.AfterTime => random.Next(1_200), _ => random.Next(5_000) };
        return new Plan(when, number,
            AtStart: random.Next(8) == 0 ? Weather.Draw(random) : Weather.Calm,
            Trading: random.Next(5) == 0 ? Weather.Calm : Weather.Draw(random),
            SecondStarts: random.Next(12) == 0, SecondTakesOver: random.Next(16) == 0,
            Refuse: random.Next(6) == 0, CutAll: random.Next(6) == 0,
            HandsWhileDead: random.Next(4), DeadFor: random.Next(6) == 0 ? random.Next(1_500) : 0);
    }

    public override string ToString() => $"kill {When} {Number}; start {AtStart}; trading {Trading}{(SecondStarts ? "; second" : "")}{(SecondTakesOver ? "; takeover" : "")}{(Refuse ? "; refuse" : "")}{(CutAll ? "; cut all" : "")}";
}
