namespace Argix.Data;

/// <summary>One short-lived context. A seam: rooms are tested on a database of their own.</summary>
public delegate ArgixDb OpenDb();
