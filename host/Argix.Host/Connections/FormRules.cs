using System.Globalization;
using System.Text.RegularExpressions;
using Argix.Contracts.Manifest;
using Argix.Errors;
using Argix.Plugins;

namespace Argix.Connections;

/// <summary>Holds a connect form against the manifest before anything is sent. Pure. Never repeats a value in an error.</summary>
public static class FormRules
{
    private const int LongestValue = 16 * 1024;
    private static readonly TimeSpan RegexLimit = TimeSpan.FromMilliseconds(250);

    /// <summary>The values to use (trimmed, defaults filled in).</summary>
    /// <exception cref="ArgixException"><c>validation_failed</c>, or the code of the one reject rule that was met; field names in <c>errors</c>.</exception>
    public static IReadOnlyDictionary<string, string> Check(BrokerEntry entry, TestRequest request)
    {
        var errors = new Dictionary<string, string[]>();
        if (entry.Environment(request.EnvironmentId) is null)
        {
            errors["environmentId"] = [$"One of: {string.Join(", ", entry.Manifest.Environments.Select(e => e.Id))}."];
        }
        var method = entry.Method(request.MethodId);
        if (method is null)
        {
            errors["methodId"] = [$"One of: {string.Join(", ", entry.Manifest.Methods.Select(m => m.Id))}."];
        }
        else if (method.Environments.Count > 0 && !method.Environments.Contains(request.EnvironmentId))
        {
            errors["methodId"] = ["This method does not serve the environment."];
        }
        else if (method.Kind != "credentials")
        {
            errors["methodId"] = ["This method signs in at the broker: start it with POST /connections/authorize."];
        }
        return errors.Count > 0 ? throw Failed(errors) : Credentials(method!, request.EnvironmentId, request.Credentials);
    }

    /// <summary>The credential fields alone.</summary>
    public static IReadOnlyDictionary<string, string> Credentials(MethodFact method, string environmentId, IReadOnlyDictionary<string, string> given)
    {
        var errors = new Dictionary<string, string[]>();
        var codes = new HashSet<string>();
        var values = new Dictionary<string, string>();
        foreach (var name in given.Keys.Where(n => method.Fields.All(f => f.Name != n)))
        {
            errors["credentials." + name] = ["The broker has no such field."];
            codes.Add("validation_failed");
        }
        foreach (var field in method.Fields)
        {
            var value = (given.GetValueOrDefault(field.Name) is { } v ? v.Trim() : null) is { Length: > 0 } text ? text : field.Default ?? "";
            if (Problem(field, environmentId, value) is var (code, says))
            {
                errors["credentials." + field.Name] = [says];
                codes.Add(code);
            }
            else if (value.Length > 0)
            {
                values[field.Name] = value;
            }
        }
        return errors.Count == 0 ? values : throw Failed(errors, codes.Count == 1 ? codes.Single() : "validation_failed");
    }

    public static ArgixException Failed(IReadOnlyDictionary<string, string[]> errors, string code = "validation_failed") =>
        new(code, string.Join(" ", errors.Select(e => $"{e.Key}: {string.Join(" ", e.Value)}")))
        {
            Facts = new Dictionary<string, object?> { ["errors"] = errors },
        };

    public static ArgixException Failed(string field, string says) => Failed(new Dictionary<string, string[]> { [field] = [says] });

    private static (string Code, string Says)? Problem(FieldFact field, string environmentId, string value)
    {
        if (value.Length == 0)
        {
            return field.Required ? ("validation_failed", "Required.") : null;
        }
        var rejected = field.RejectIf.FirstOrDefault(r => (r.Environments is null or { Count: 0 } || r.Environments.Contains(environmentId)) && IsMatch(value, r.Pattern));
        if (rejected is not null)
        {
            return (rejected.Code, rejected.Says);
        }
        var wrong = value.Length > LongestValue ? "Too long."
            : field.Kind != "pem" && value.Any(char.IsControl) ? "Must be one line without control characters."
            : field.Kind == "number" && !decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) ? "Must be a number."
            : field.Kind == "choice" && !field.Choices.Contains(value) ? $"One of: {string.Join(", ", field.Choices)}."
            : field.Pattern is not null && !IsMatch(value, $@"\A(?:{field.Pattern})\z") ? "Does not have the form that the broker gives out."
            : null;
        return wrong is null ? null : ("validation_failed", wrong);
    }

    // A pattern of a plugin that takes too long counts as not matched; it must not hold the host.
    private static bool IsMatch(string value, string pattern)
    {
        try
        {
            return Regex.IsMatch(value, pattern, RegexOptions.CultureInvariant, RegexLimit);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
