using Argix.Accounts;
using Argix.Contracts;
using Argix.Errors;
using Argix.Trading.Orders;

namespace Argix.Api;

/// <summary><c>/connections/{id}/instruments</c>: what can be traded there, and by which rules.</summary>
internal static class InstrumentCalls
{
    private const int LongestText = 64;

    public static void MapInstruments(this IEndpointRouteBuilder api) =>
        api.MapGet("/connections/{id}/instruments", async (string id, string? text, string? limit, HttpContext context, InstrumentReads reads) =>
        {
            var wanted = text ?? "";
            if (wanted.Length > LongestText)
            {
                throw new ArgixException("validation_failed", $"text: at most {LongestText} characters");
            }

            var found = await reads.SearchAsync(Caller.Of(context).WorkspaceId, ApiFeature.Id(id), wanted, ApiFeature.Limit(limit), context.RequestAborted);
            return ApiFeature.Json(new { items = found.Select(Row), nextCursor = (string?)null });
        });

    // A step of 0 means that the venue does not tell it.
    private static object Row(Instrument i) => new
    {
        i.Symbol, i.VenueSymbol, i.AssetClass, i.Name, i.Exchange, i.Currency, i.Unit, i.Multiplier, priceStep = Known(i.Tick), quantityStep = Known(i.Lot),
        i.MinQuantity, i.MaxQuantity, i.MinNotional, i.Tradable,
    };

    private static decimal? Known(decimal step) => step > 0 ? step : null;
}
