using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core.Risk;

/// <summary>How many units one order may have, absolutely and as a part of an average day.</summary>
public static class MaxVolume
{
    public const string Id = "max_volume";

    private static readonly Verdict Off = Verdict.Pass(Id, "no limit set");

    public static Verdict Judge(GateInput i)
    {
        var quantity = i.Facts.Quantity;
        var units = i.Limit(Id);
        if (units is { } most && quantity > most.Value)
        {
            return most.On(Verdict.Deny(Id, $"quantity {Amount(quantity)}, limit {Amount(most.Value)}", quantity));
        }

        if (i.Limit("max_volume_percent") is { } share)
        {
            return share.On(Share(i, quantity, share.Value));
        }

        return units is not { } limit ? Off : Verdict.Pass(Id, new Words(Phrase.Quantity, quantity, limit.Value), quantity, limit);
    }

    private static Verdict Share(GateInput i, decimal quantity, decimal limit)
    {
        if (i.Connection.Market?.DailyVolume is not > 0)
        {
            return i.Unknown(Id, "the average daily volume is not known");
        }

        var (volume, percent) = (i.Connection.Market.DailyVolume.Value, quantity / i.Connection.Market.DailyVolume.Value * 100);
        var text = $"quantity {Amount(quantity)} is {Short(percent)} % of an average day's {Amount(volume)}, limit {Amount(limit)} %";
        return percent > limit ? Verdict.Deny(Id, text, percent, limit) : Verdict.Pass(Id, text, percent, limit);
    }
}
