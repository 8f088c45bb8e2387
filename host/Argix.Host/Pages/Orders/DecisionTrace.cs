using Argix.Strategies;

namespace Argix.Pages.Orders;

/// <summary>The evaluation that an order came from, with the hash that the audit chain holds of it.</summary>
public sealed record DecisionTrace(Evaluation Evaluation, Guid Strategy, string Name, string Hash);
