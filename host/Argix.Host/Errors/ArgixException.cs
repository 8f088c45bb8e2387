namespace Argix.Errors;

/// <summary>A failure with a name: a code of the taxonomy, and words for the person who meets it. Never carries a secret.</summary>
public sealed class ArgixException : Exception
{
    public ArgixException(string code, string detail) : base(detail) => Code = code;

    public ArgixException(string code, string detail, Exception inner) : base(detail, inner) => Code = code;

    /// <summary>A word of <see cref="ErrorCatalogue"/>, e.g. <c>invalid_credentials</c> or <c>risk_denied:max_value</c>.</summary>
    public string Code { get; }

    /// <summary>More members for the API's problem document (e.g. <c>orderId</c>, <c>errors</c>).</summary>
    public IReadOnlyDictionary<string, object?> Facts { get; init; } = new Dictionary<string, object?>();
}
