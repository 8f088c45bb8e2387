using System.Xml;
using Argix.Contracts.Manifest;
using Argix.Errors;
using Argix.Trading.Core.Lanes;

namespace Argix.Trading.Lanes;

/// <summary><c>Brokers:&lt;id&gt;:DeadMan</c>: after how much silence the venue shall cancel everything. Off without it: who lets orders rest over night does not want it.</summary>
internal static class DeadManSetting
{
    /// <exception cref="ArgixException"><c>validation_failed</c>: no such duration, or the venue has no such switch.</exception>
    public static DeadManRule? Read(BrokerManifest manifest, IReadOnlyDictionary<string, string> settings, bool able)
    {
        if (!settings.TryGetValue("DeadMan", out var word) || word.Length == 0)
        {
            return null;
        }

        var fact = manifest.DeadMan;
        if (!able || fact.Kind is not ("timer" or "disconnect"))
        {
            throw Wrong(manifest, "this broker has no dead-man switch — take the setting away");
        }

        if (!TryDuration(word, out var after) || after <= TimeSpan.Zero || after < fact.Min || after > fact.Max)
        {
            throw Wrong(manifest, $"'{word}' must be an ISO 8601 duration{Range(fact)}, for example PT60S");
        }

        return new DeadManRule(after, fact.Kind == "disconnect");
    }

    private static ArgixException Wrong(BrokerManifest manifest, string why) => new("validation_failed", $"Brokers:{manifest.Id}:DeadMan: {why}");

    private static string Range(DeadManFact fact) =>
        (fact.Min is { } min ? $" of at least {XmlConvert.ToString(min)}" : "") + (fact.Max is { } max ? $" of at most {XmlConvert.ToString(max)}" : "");

    private static bool TryDuration(string word, out TimeSpan span)
    {
        try
        {
            span = XmlConvert.ToTimeSpan(word.Trim());
            return true;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            span = default;
            return false;
        }
    }
}
