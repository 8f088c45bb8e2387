using Argix.Pages.Brokers;
using Argix.Plugins;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages;

/// <summary>All brokers, those that cannot be connected included.</summary>
public sealed class MarketplaceModel(BrokerCatalogue catalogue) : MemberPage
{
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Text { get; set; }

    [BindProperty(SupportsGet = true, Name = "asset")]
    public string? Asset { get; set; }

    [BindProperty(SupportsGet = true, Name = "method")]
    public string? Method { get; set; }

    [BindProperty(SupportsGet = true, Name = "environment")]
    public string? Environment { get; set; }

    [BindProperty(SupportsGet = true, Name = "status")]
    public string? Status { get; set; }

    [BindProperty(SupportsGet = true, Name = "region")]
    public string? Region { get; set; }

    [BindProperty(SupportsGet = true, Name = "order")]
    public string? Order { get; set; }

    public MarketFilter Filter { get; private set; } = null!;

    public IReadOnlyList<BrokerEntry> All { get; private set; } = [];

    public IReadOnlyList<BrokerEntry> Shown { get; private set; } = [];

    public void OnGet()
    {
        Filter = new(Text, Asset, Method, Environment, Status) { Region = Region, Order = Order };
        All = catalogue.Brokers;
        // Those that can be connected first: that is what people came for.
        Shown = [.. All.Where(Filter.Lets).OrderByDescending(b => b.Connectable)];
    }

    /// <summary>How many brokers a choice would leave, the other choices kept.</summary>
    public int Count(MarketFilter filter) => All.Count(filter.Lets);
}
