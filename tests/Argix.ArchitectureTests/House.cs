namespace Argix.ArchitectureTests;

/// <summary>A room: one namespace or a few that belong together, with everything below them unless a longer name has a room of its own.</summary>
public sealed record Room(int Floor, params string[] Namespaces)
{
    public override string ToString() => string.Join('/', Namespaces);
}

/// <summary>What a part of the house must never use.</summary>
public sealed record Ban(string Who, string Never, Func<Use, bool> Breaks);

/// <summary>The house rules of docs/architecture.md, as data.</summary>
public static class House
{
    /// <summary>A room may use itself and rooms on lower floors; never a neighbour, never upwards. An upward need is an interface in the lower room.</summary>
    public static readonly Room[] Floors =
    [
        new(0, "Argix.Contracts", "Argix.Venue"),
        new(1, "Argix.Errors", "Argix.Seams"),
        new(2, "Argix.Trading.Core"),
        new(2, "Argix.Strategies.Core"),
        new(3, "Argix.Data"),
        new(4, "Argix.Logging", "Argix.Keys", "Argix.Health"),
        new(5, "Argix.Audit"),
        new(6, "Argix.Accounts"),
        new(6, "Argix.Plugins"),
        new(7, "Argix.Connections"),
        new(8, "Argix.Trading"),
        new(9, "Argix.Strategies"),
        new(10, "Argix.Web"),
        new(10, "Argix.Closing"),
        new(11, "Argix.Api"),
        new(11, "Argix.Pages", "AspNetCoreGeneratedDocument"),
        new(12, "Argix.CommandLine"),
        new(13, ""), // Program.cs
    ];

    /// <summary>Rooms that decide and never act, so that production, back-test and simulation run the very same code.</summary>
    private static readonly string[] Pure = ["Argix.Trading.Core", "Argix.Strategies.Core"];

    private static readonly string[] Doors = ["Argix.Api", "Argix.Pages"];

    /// <summary>What the rooms of the host must never use, whatever floor it stands on.</summary>
    public static IEnumerable<Ban> Bans(IReadOnlyCollection<string> contractInterfaces) =>
    [
        .. Pure.SelectMany(room => PureCode(room)),
        .. Doors.SelectMany(room => new Ban[]
        {
            new(room, "broker adapters", u => contractInterfaces.Contains(u.To)),
            new(room, "the vault", u => u.To.StartsWith("Argix.Connections.Vault", StringComparison.Ordinal)),
            new(room, "SQL", u => In(u.ToNamespace, "Microsoft.Data.Sqlite", "Npgsql", "System.Data") || IsRawSql(u)),
        }),
    ];

    /// <summary>No I/O, no clock, no tasks, no chance, no framework beyond the BCL.</summary>
    public static IEnumerable<Ban> PureCode(string room) =>
    [
        new(room, "I/O", u => In(u.ToNamespace, "System.IO", "System.Net", "System.Data") || u.To is "System.Console" or "System.Diagnostics.Process" || IsEnvironment(u)),
        new(room, "tasks", u => In(u.ToNamespace, "System.Threading.Tasks") || u.To is "System.Threading.Thread" or "System.Threading.Timer"),
        new(room, "frameworks and packages", u => In(u.ToNamespace, "Microsoft", "Serilog", "Polly")),
        new(room, "a clock", IsClock),
        new(room, "chance", u => u is { To: "System.Guid", Member: "NewGuid" or "CreateVersion7" } or { To: "System.Random", Member: "get_Shared" }),
    ];

    // The compiler asks every iterator which thread it is on; that is not ours.
    private static bool IsEnvironment(Use use) => use is { To: "System.Environment", Member: not "get_CurrentManagedThreadId" };

    /// <summary>A plugin reaches the world through its venue port only. Everything in its assembly is held to this.</summary>
    public static IEnumerable<Ban> PluginCode(string own) =>
    [
        new("", "sockets or HTTP of its own", u => In(u.ToNamespace, "System.Net.Http", "System.Net.Sockets", "System.Net.WebSockets", "System.Net.Security")
            || u.To is "System.Net.WebClient" or "System.Net.WebRequest" or "System.Net.HttpWebRequest" or "System.Net.Dns"),
        new("", "the database", u => In(u.ToNamespace, "System.Data", "Microsoft.Data.Sqlite", "Microsoft.EntityFrameworkCore", "Npgsql")),
        new("", "processes", u => u.To is "System.Diagnostics.Process"),
        new("", "the host or another plugin", u => In(u.ToNamespace, "Argix") && !In(u.ToNamespace, "Argix.Contracts", "Argix.Venue", own)),
    ];

    /// <summary>The room that a namespace belongs to; the longest name wins.</summary>
    public static Room? RoomOf(string space) => Floors
        .SelectMany(r => r.Namespaces, (room, name) => (room, name))
        .Where(x => x.name.Length == 0 ? space.Length == 0 : In(space, x.name))
        .OrderByDescending(x => x.name.Length).Select(x => x.room).FirstOrDefault();

    /// <summary>True when <paramref name="space"/> is one of these namespaces or below it.</summary>
    public static bool In(string space, params string[] names) =>
        names.Any(n => space == n || space.StartsWith(n + ".", StringComparison.Ordinal));

    private static bool IsClock(Use u) => u.To is "System.TimeProvider" or "System.Diagnostics.Stopwatch"
        || (u.To is "System.DateTime" or "System.DateTimeOffset" && u.Member is "get_Now" or "get_UtcNow" or "get_Today");

    private static bool IsRawSql(Use u) => In(u.ToNamespace, "Microsoft.EntityFrameworkCore") && u.Member is { } m
        && (m.StartsWith("FromSql", StringComparison.Ordinal) || m.StartsWith("ExecuteSql", StringComparison.Ordinal) || m.StartsWith("SqlQuery", StringComparison.Ordinal));
}
