using Argix.Contracts;
using Argix.Contracts.Manifest;

namespace Argix.AdapterTests;

/// <summary>The manifest's rules as the host reads them: ordered, first match wins, every given part must match.</summary>
internal static class Rules
{
    public static (string Means, string Verdict)? Conclude(BrokerManifest manifest, string op, Evidence evidence) => manifest.Errors
        .Where(r => r.Op is "any" || r.Op == op)
        .Where(r => r.Status is null || r.Status == evidence.Status)
        .Where(r => r.Code is null || r.Code == evidence.Code)
        .Where(r => r.Text is null || evidence.Text?.Contains(r.Text, StringComparison.OrdinalIgnoreCase) == true)
        .Select(r => ((string, string)?)(r.Means, r.Verdict)).FirstOrDefault();
}
