namespace Argix.Web;

/// <summary>The world a page speaks about; they must never be confused.</summary>
public enum FrameEnvironment { None, Paper, Demo, Live }

/// <summary>An active kill switch, as the frame shows it.</summary>
public sealed record FrameKill(DateTimeOffset Since, string Reason);

/// <summary>A connection whose access at the broker has ended, or will soon: what the banner says. <paramref name="Stops"/>: names of strategies that stop with it.</summary>
public sealed record FrameAccess(Guid Connection, string Name, string BrokerId, bool SignIn, DateTimeOffset? EndsAt, IReadOnlyList<string> Stops);

/// <summary>What every page shows around its content.</summary>
public sealed record PageFrame
{
    public static readonly PageFrame Nobody = new();

    /// <summary>The signed-in person's name or e-mail; null when nobody is.</summary>
    public string? User { get; init; }

    public string? Workspace { get; init; }

    /// <summary>Other workspaces of this person.</summary>
    public IReadOnlyList<(Guid Id, string Name)> Others { get; init; } = [];

    /// <summary>The gravest environment with a connection: live before demo before paper. A page may narrow it by ViewData["Environment"].</summary>
    public FrameEnvironment Environment { get; init; }

    /// <summary>Null while trading is not stopped.</summary>
    public FrameKill? Kill { get; init; }

    /// <summary>A loss limit was reached today: only reducing is allowed somewhere.</summary>
    public bool LossReached { get; init; }

    /// <summary>Positions and exposures that have outgrown their limit, in words.</summary>
    public IReadOnlyList<string> Outgrown { get; init; } = [];

    /// <summary>What whoever runs this instance should look after.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Accesses at brokers that ended or will end.</summary>
    public IReadOnlyList<FrameAccess> Accesses { get; init; } = [];

    /// <summary>Things that a person must mend.</summary>
    public int Repairs { get; init; }

    /// <summary>Whether this person may press the kill switch (viewers may not).</summary>
    public bool MayTrade { get; init; } = true;

    public bool SignedIn => User is not null;
}

/// <summary>Answered by the rooms that know (accounts, trading).</summary>
public interface IPageFrame
{
    ValueTask<PageFrame> Get(HttpContext context);
}

/// <summary>Until somebody knows better: the signed-in name and nothing else.</summary>
internal sealed class PlainPageFrame : IPageFrame
{
    public ValueTask<PageFrame> Get(HttpContext context) =>
        ValueTask.FromResult(new PageFrame { User = context.User.Identity is { IsAuthenticated: true } identity ? identity.Name ?? "signed in" : null });
}
