using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace Argix.Logging;

/// <summary>Takes secrets out of text that is about to be logged. Rooms that hold a live secret register it for as long as they hold it.</summary>
public sealed partial class Redactor
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Mark = "[redacted]";
    private const int ShortestSecret = 4;
    private readonly ConcurrentDictionary<object, string[]> _watched = new();
    private volatile string[] _forms = [];

    /// <summary>Scrubs this value, in the forms it may take on its way to a log, until disposed.</summary>
    public IDisposable Watch(string? secret)
    {
        var watch = new Watcher(this);
        if (secret is { Length: >= ShortestSecret })
        {
            _watched[watch] = FormsOf(secret);
            Renew();
        }
        return watch;
    }

    /// <summary>The text without any watched secret, bearer token, or one-time link.</summary>
    public string Scrub(string text)
    {
        foreach (var form in _forms)
            text = text.Replace(form, Mark, StringComparison.Ordinal);
        text = TokenShape().Replace(text, Mark);
        return LinkSecret().Replace(text, Mark);
    }

    private static string[] FormsOf(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        var base64 = Convert.ToBase64String(bytes);
        return
        [
            secret, base64, base64.TrimEnd('='), base64.TrimEnd('=').Replace('+', '-').Replace('/', '_'),
            Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes),
            Uri.EscapeDataString(secret), System.Net.WebUtility.UrlEncode(secret),
            JavaScriptEncoder.Default.Encode(secret), JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret),
        ];
    }

    private void Renew()
    {
        lock (_watched)
            _forms = [.. _watched.Values.SelectMany(f => f).Distinct(StringComparer.Ordinal).OrderByDescending(f => f.Length)];
    }

    [GeneratedRegex(@"argix_[A-Za-z0-9_-]{20,}|(?<=[Bb]earer )[^\s""]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TokenShape();

    [GeneratedRegex(@"(?<=[?&\s""](token|code|state|access_token|refresh_token|client_secret|password)=)[^&\s""]+", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LinkSecret();

    private sealed class Watcher(Redactor redactor) : IDisposable
    {
        public void Dispose()
        {
            if (redactor._watched.TryRemove(this, out _))
                redactor.Renew();
        }
    }
}
