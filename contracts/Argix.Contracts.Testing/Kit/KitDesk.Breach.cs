using System.Text;

namespace Argix.Contracts.Testing.Kit;

// What no case may bring to light, whatever it is about.
public sealed partial class KitDesk
{
    /// <summary>A secret that got out, or a call that the host would have stopped; null = nothing of the kind.</summary>
    internal string? Breach() => Port.Refused.FirstOrDefault() is { } refused ? $"the host would not let this out: {refused}" : Leak();

    /// <summary>Where a secret shows, or null.</summary>
    internal string? Leak()
    {
        foreach (var secret in SecretNames.SelectMany(name => Parts(Port.Given[name]).Select(value => (Name: name, Value: value))))
        {
            if (Port.Logged.FirstOrDefault(l => l.Message.Contains(secret.Value, StringComparison.Ordinal)).Message is not null)
            {
                return $"the secret \"{secret.Name}\" stands in a log line";
            }
            if (Handed.FirstOrDefault(h => Printed(h).Contains(secret.Value, StringComparison.Ordinal)) is { } shown)
            {
                return $"the secret \"{secret.Name}\" stands in what the adapter handed out ({shown.GetType().Name})";
            }
            if (Port.Calls.FirstOrDefault(c => c.Path.Contains(secret.Value, StringComparison.Ordinal) || c.Path.Contains(Uri.EscapeDataString(secret.Value), StringComparison.Ordinal)) is { } call)
            {
                return $"the secret \"{secret.Name}\" stands in an address ({call.Method} {call.Path.Split('?')[0]}), which others log";
            }
        }
        return null;
    }

    // A key of many lines leaks with any of its long lines.
    private static IEnumerable<string> Parts(string secret) => secret.Contains('\n')
        ? secret.Split('\n').Select(line => line.Trim()).Where(line => line.Length >= 20 && !line.StartsWith('-'))
        : secret.Length >= 8 ? [secret] : [];

    private static string Printed(object handed)
    {
        var text = new StringBuilder(handed.ToString());
        switch (handed)
        {
            case LoginReport r:
                r.Checks.Aggregate(text, (t, c) => t.Append(c));
                r.Accounts.Aggregate(text, (t, a) => t.Append(a));
                break;
            case Found f:
                f.Orders.Aggregate(text, (t, o) => t.Append(o));
                break;
            case Page<OrderReport> p:
                p.Items.Aggregate(text, (t, o) => t.Append(o));
                break;
        }
        return text.ToString();
    }
}
