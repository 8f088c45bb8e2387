namespace Argix.Data;

/// <summary>How every room gets the database: one short-lived context a piece of work.</summary>
public sealed class DbFactory(Func<ArgixDb> open)
{
    /// <summary>A new context; dispose it.</summary>
    public ArgixDb Open() => open();
}
