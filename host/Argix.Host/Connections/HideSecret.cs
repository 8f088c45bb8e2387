namespace Argix.Connections;

/// <summary>Keeps a value out of every log line until disposed.</summary>
public delegate IDisposable HideSecret(string value);
