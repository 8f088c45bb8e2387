using Argix.Data;

namespace Argix.Connections;

/// <summary>One short-lived context.</summary>
public delegate ArgixDb OpenDb();

/// <summary>Keeps a value out of every log line until disposed.</summary>
public delegate IDisposable HideSecret(string value);
