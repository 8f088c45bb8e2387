using Argix.Contracts.Manifest;
using Argix.Plugins;

namespace Argix.Api;

/// <summary><c>/brokers</c>: the marketplace as data.</summary>
internal static class BrokerCalls
{
    public static void MapBrokers(this IEndpointRouteBuilder api)
    {
        api.MapGet("/brokers", (BrokerCatalogue catalogue) => ApiFeature.Json(new { items = catalogue.Brokers.Select(b => View(catalogue, b)), nextCursor = (string?)null }));
        api.MapGet("/brokers/{id}", (string id, BrokerCatalogue catalogue) => ApiFeature.Json(View(catalogue, catalogue.Require(id))));
    }

    private static object View(BrokerCatalogue catalogue, BrokerEntry b) => new
    {
        id = b.Manifest.Id,
        name = b.Manifest.Name,
        summary = b.Manifest.Summary,
        availability = b.Availability,
        availabilityReason = b.AvailabilityReason,
        availabilitySince = b.AvailabilitySince,
        connectable = b.Connectable && b.Manifest.Methods.Any(m => catalogue.MethodAvailable(b, m, out _)),
        assetClasses = b.Manifest.AssetClasses,
        methods = b.Manifest.Methods.Select(m => Method(catalogue, b, m)),
        environments = b.Manifest.Environments.Select(e => new { e.Id, e.Kind, e.Name }),
        capabilities = Capabilities(b.Manifest),
        plugin = new { version = b.Manifest.Version, grade = b.Grade?.Grade, trust = b.Trust, verified = b.Manifest.Verified },
        docsUrl = $"/docs/broker/{b.Manifest.Id}",
    };

    private static object Method(BrokerCatalogue catalogue, BrokerEntry b, MethodFact m)
    {
        var available = catalogue.MethodAvailable(b, m, out var reason) && b.Connectable;
        return new
        {
            m.Id,
            m.Kind,
            m.Name,
            available,
            reason = available ? null : reason ?? b.AvailabilityReason ?? b.Reason,
            m.Environments,
            fields = m.Fields.Select(f => new { f.Name, f.Label, f.Kind, secret = f.Kind is "secret" or "pem", f.Help, f.Pattern, f.Required, f.Example, @default = f.Default, f.Choices }),
        };
    }

    private static object Capabilities(BrokerManifest m) => new
    {
        orders = m.Orders.Select(o => new { o.AssetClass, o.Types, o.Fractional, o.Flip }),
        replace = m.Replace.Kind,
        clientOrderId = new { m.ClientOrderId.Form, m.ClientOrderId.Scope, m.ClientOrderId.Dedup, m.ClientOrderId.Lookup, m.ClientOrderId.Proven },
        fills = m.Fills.Truth,
        stream = m.Stream.Transport,
        maxProcessingDelay = m.Submit.MaxProcessingDelay is { } d ? System.Xml.XmlConvert.ToString(d) : null,
        rateLimits = m.RateLimits.Select(r => new { r.Bucket, r.Limit, per = System.Xml.XmlConvert.ToString(r.Per), r.Proven }),
        unproven = m.Unproven,
    };
}
