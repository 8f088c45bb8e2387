namespace Argix.Web;

/// <summary>What the error page tells; set as a feature of the request before the page runs.</summary>
public sealed record PageError(int Status, string Code, string Detail);
