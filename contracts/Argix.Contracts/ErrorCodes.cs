namespace Argix.Contracts;

/// <summary>The words of the one error taxonomy that an adapter may use, from the plugin to the screen.</summary>
public static class ErrorCodes
{
#pragma warning disable CS1591
    public const string InvalidCredentials = "invalid_credentials";
    public const string InsufficientScope = "insufficient_scope";
    public const string WrongEnvironment = "wrong_environment";
    public const string WrongAccount = "wrong_account";
    public const string ClockSkew = "clock_skew";
    public const string IpNotAllowed = "ip_not_allowed";
    public const string WithdrawalPermission = "withdrawal_permission";
    public const string InsufficientFunds = "insufficient_funds";
    public const string UnknownInstrument = "unknown_instrument";
    public const string MarketClosed = "market_closed";
    public const string OrderTypeUnsupported = "order_type_unsupported";
    public const string InvalidOrder = "invalid_order";
    public const string PriceOutOfRange = "price_out_of_range";
    public const string DuplicateOrder = "duplicate_order";
    public const string ReauthRequired = "reauth_required";
    public const string OrderNotCancellable = "order_not_cancellable";
    public const string OrderNotFound = "order_not_found";
    public const string BrokerUnreachable = "broker_unreachable";
    public const string BrokerUnavailable = "broker_unavailable";
    public const string BrokerProtocolError = "broker_protocol_error";
    public const string BrokerTimeout = "broker_timeout";
    public const string RateLimited = "rate_limited";
#pragma warning restore CS1591
}

/// <summary>Check ids of the connection test, in the order they are shown.</summary>
public static class CheckIds
{
#pragma warning disable CS1591
    public const string Dns = "dns";
    public const string Tls = "tls";
    public const string Clock = "clock";
    public const string Authentication = "authentication";
    public const string Permissions = "permissions";
    public const string Account = "account";
    public const string MarketData = "market_data";
    public const string OrderLookup = "order_lookup";
#pragma warning restore CS1591
}

/// <summary>A read failed. Carries a word of the taxonomy and the evidence; never a secret.</summary>
public sealed class VenueException : Exception
{
    /// <summary>What went wrong, in a taxonomy word.</summary>
    public string Code { get; }

    /// <summary>The facts of the answer.</summary>
    public Evidence Evidence { get; }

    /// <summary>Makes one.</summary>
    public VenueException(string code, string message, Evidence evidence) : base(message)
    {
        Code = code;
        Evidence = evidence;
    }
}
