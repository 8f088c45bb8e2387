namespace Argix.Errors;

public static partial class ErrorCatalogue
{
    private static IReadOnlyList<ErrorEntry> Plugins =>
    [
        new("plugin_untrusted", 409, "The plugin is not trusted",
            "It is unsigned, signed by an unknown publisher, or was changed after signing.",
            "Install a signed version, pin its publisher, or (for your own development) allow unsigned plugins in the configuration."),
        new("plugin_incompatible", 409, "The plugin does not fit this version",
            "It was built against a contract that this Argix does not offer.",
            "Install a version of the plugin whose contract range includes this one."),
    ];

    private static IReadOnlyList<ErrorEntry> Requests =>
    [
        new("validation_failed", 422, "Some fields are not right",
            "A field is missing, unknown, of the wrong type, out of range, or contradicts another.",
            "The answer names the fields. Nothing was changed."),
        new("bad_request", 400, "The request could not be read",
            "It is not valid JSON or HTTP, a required header is missing, or a form was out of date.",
            "Correct the request. In the browser: reload the page and try again."),
        new("unauthenticated", 401, "Not signed in",
            "There is no valid session or token with this request.",
            "Sign in, or send a valid token as “Authorization: Bearer …”."),
        new("forbidden", 403, "Not allowed",
            "You are signed in, but your role or the token's scopes do not cover this.",
            "Ask an admin of the workspace for the role, or make a token with the scope."),
        new("not_found", 404, "Not found",
            "There is nothing at this address, or it belongs to another workspace.",
            "Check the address. The navigation leads to everything you can see."),
        new("too_large", 413, "Too much data",
            "The body is larger than 1 MiB.",
            "Send less."),
        new("unsupported_media_type", 415, "Wrong content type",
            "The API takes JSON.",
            "Send “Content-Type: application/json”."),
        new("not_implemented", 501, "Not built yet",
            "This call is part of the published surface, and this version does not have it.",
            "The release notes say what is there."),
        new("internal", 500, "Something went wrong here",
            "An error that we did not foresee. Its details are in this machine's log under the correlation id.",
            "Try again. If it stays, give the operator the correlation id. Before you repeat an order, look at the Orders page."),
    ];

    private static IReadOnlyList<ErrorEntry> Installation =>
    [
        new("journal_unavailable", 503, "The journal cannot be written",
            "Orders are written down durably before they leave. The disk is full or failing, so none leaves.",
            "Free space or mend the disk. Cancelling and the kill switch work meanwhile."),
        new("journal_broken", 503, "The journal does not verify",
            "A record was changed, or is missing: the chain of hashes breaks at the record that is named.",
            "Trading is halted. Keep the file, compare it with your last anchor or backup, then restore."),
        new("master_key_missing", 503, "The master key is missing",
            "The data directory holds encrypted credentials, and the key that opens them is not where it should be.",
            "Put the key file back in its place (Keys:MasterKeyFile). Argix does not make a new one over existing data."),
        new("data_directory_in_use", 409, "Another Argix uses this data directory",
            "One host at a time works on a data directory.",
            "Stop the other one, or give this one its own directory (Data:Directory)."),
    ];
}
