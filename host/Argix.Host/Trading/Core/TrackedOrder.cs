using Argix.Contracts;

namespace Argix.Trading.Core;

/// <summary>Where an order is in its life. Only the venue's word, or proof that nothing left, makes it final.</summary>
public enum Lifecycle { Unknown, Denied, Approved, Working, Filled, Cancelled, Rejected, Expired, NotSent }

/// <summary>What we are unsure about.</summary>
public enum DoubtAbout { Unknown, Submit, Cancel, Replace, End }

/// <summary>An open question to the venue: since when, how often asked, when next.</summary>
public sealed record Doubt(DoubtAbout About, DateTimeOffset Since, int Asked, DateTimeOffset NextAt);

/// <summary>
/// An order as the desk holds it: lifecycle, pending requests and doubt are three separate things, shown as one word by <see cref="StateWord"/>.
/// Only <see cref="DeskState.Apply"/> changes it.
/// </summary>
public sealed class TrackedOrder(OrderFacts facts)
{
    /// <summary>As decided; a replace that the venue has carried out changes quantity, prices, time in force and client order id.</summary>
    public OrderFacts Facts { get; internal set; } = facts;
    public Lifecycle Lifecycle { get; internal set; }
    public bool CancelPending { get; internal set; }

    /// <summary>A change that the venue has not answered for.</summary>
    public PendingReplace? Replace { get; internal set; }

    /// <summary>What the order used to be at the venue, oldest first.</summary>
    public IReadOnlyList<Leg> Legs => _legs;
    internal readonly List<Leg> _legs = new(0);

    /// <summary>Terms of before: a late report may still show them, and changes nothing.</summary>
    internal List<OrderTerms> PastTerms { get; } = new(0);

    /// <summary>How many changes were asked for; numbers the legs.</summary>
    internal int Replaces { get; set; }

    /// <summary>The newest leg counts its fills from zero.</summary>
    internal bool FreshLegs { get; set; }

    /// <summary>What the newest leg was sent with.</summary>
    public decimal LegQuantity { get; internal set; } = facts.Quantity;
    public Doubt? Doubt { get; internal set; }

    /// <summary>Why a person must look; null = nobody need.</summary>
    public string? Repair { get; internal set; }

    /// <summary>Set while nobody watches it, because its connection ended.</summary>
    public Unmanaged? Unmanaged { get; internal set; }

    /// <summary>Came from an ended connection of the same account.</summary>
    public bool Inherited { get; private set; }
    public string? BrokerOrderId { get; internal set; }
    public string? Route { get; internal set; }
    public string? Code { get; internal set; }
    public string? Reason { get; internal set; }
    public DateTimeOffset UpdatedAt { get; internal set; } = facts.CreatedAt;

    /// <summary>When the venue's figures can first have contained the order.</summary>
    public DateTimeOffset? AcknowledgedAt { get; internal set; }

    /// <summary>The acknowledgement that <see cref="Claims"/> knows of.</summary>
    internal DateTimeOffset? ClaimedAt { get; set; }
    public FillBook Fills { get; } = new();

    /// <summary>Verdicts and sizing arithmetic of the decision.</summary>
    public IReadOnlyList<Verdict> Verdicts { get; internal set; } = [];
    public string? SizedBy { get; internal set; }

    /// <summary>Journal records that touched this order, with the state word after each.</summary>
    public IReadOnlyList<(long Seq, string State)> Records => _records;
    private readonly List<(long Seq, string State)> _records = [];

    public bool IsFinal => Lifecycle is Lifecycle.Denied or Lifecycle.Filled or Lifecycle.Cancelled or Lifecycle.Rejected or Lifecycle.Expired or Lifecycle.NotSent;

    /// <summary>May still trade at the venue: what exposure, disconnect and questions are about.</summary>
    public bool IsOpen => !IsFinal;

    /// <summary>The most that it can come to: while a change is on its way the larger of both.</summary>
    public decimal Ceiling => Math.Max(Facts.Quantity, Replace?.Terms.Quantity ?? 0);

    /// <summary>What may still fill.</summary>
    public decimal Leaves => IsFinal ? 0 : Math.Max(0, Ceiling - Fills.Filled);

    /// <summary>Money that may still be needed, at the worse of the old and the wanted price; null = no price is known.</summary>
    public decimal? Exposure => Facts.Notional(Leaves) is { } now ? Math.Max(now, Replace?.Terms.On(Facts).Notional(Leaves) ?? 0) : null;

    /// <summary>The API's word. Precedence as in FIX: final, then unknown, pending cancel, then how far it got.</summary>
    public string StateWord => Lifecycle switch
    {
        Lifecycle.Denied => "denied",
        Lifecycle.Filled => "filled",
        Lifecycle.Cancelled => "cancelled",
        Lifecycle.Rejected => "rejected",
        Lifecycle.Expired => "expired",
        Lifecycle.NotSent => "not_sent",
        _ when Doubt?.About is DoubtAbout.Submit or DoubtAbout.End => "unknown",
        _ when CancelPending => "pending_cancel",
        _ when Replace is not null && Lifecycle != Lifecycle.Approved => "pending_replace",
        Lifecycle.Approved => "pending_submit",
        _ => Fills.Filled > 0 ? "partially_filled" : "working",
    };

    internal void MoveTo(Guid connection) => (Facts, Inherited) = (Facts with { ConnectionId = connection }, true);

    internal void Touched(long seq, DateTimeOffset at)
    {
        UpdatedAt = at;
        if (_records.Count > 0 && _records[^1].Seq == seq)
        {
            _records[^1] = (seq, StateWord);
            return;
        }

        _records.Add((seq, StateWord));
    }
}
