using Argix.Contracts;

namespace Argix.Broker.InteractiveBrokers;

// The connection test.
internal sealed partial class InteractiveBrokersAdapter
{
    public async Task<LoginReport> ProbeAsync(CancellationToken ct)
    {
        var answer = await _api.Status(Op.Probe, ct);
        var status = answer.Status == 200 ? InteractiveBrokersApi.TryRead(answer, InteractiveBrokersJson.Default.StatusJson) : null;
        // What cannot be read says nothing about the session.
        if (status is null && answer.Status != 401)
        {
            var failed = InteractiveBrokersMap.Failed(answer, "asking for the session");
            return new LoginReport("", [new(CheckIds.Authentication, false, failed.Code, $"{failed.Message}. Is the gateway running, and does the setting name its address and key?")], []);
        }
        var session = Said(status);
        if (!session.Alive)
        {
            return new LoginReport("", [new(CheckIds.Authentication, false, session.Code, session.Needs!)], []);
        }
        var listed = InteractiveBrokersApi.TryRead(await _api.BrokerageAccounts(Op.Probe, ct), InteractiveBrokersJson.Default.BrokerageAccountsJson)?.Accounts ?? [];
        var named = InteractiveBrokersApi.TryRead(await _api.PortfolioAccounts(Op.Probe, ct), InteractiveBrokersJson.Default.PortfolioAccountJsonArray) ?? [];
        var paper = port.Login.EnvironmentId == "paper";
        // Paper accounts begin with D; a live one in the paper form would trade real money.
        var fitting = listed.Where(id => id.StartsWith('D') == paper).Order(StringComparer.Ordinal).ToArray();
        Account[] accounts = [.. fitting.Select(id => (id, known: named.FirstOrDefault(a => (a.AccountId ?? a.Id) == id)))
            .Select(x => new Account(x.id, x.known?.DisplayName ?? x.id, x.known?.Currency ?? "USD", Rights.Read | Rights.Trade, Proof.Claimed))];
        Check[] checks =
        [
            new(CheckIds.Authentication, true, null, "The gateway is signed in"),
            new(CheckIds.Permissions, true, null, "What the user may do cannot be asked; a user without trading rights is refused order by order"),
            accounts.Length > 0 ? new(CheckIds.Account, true, null, accounts.Length == 1 ? $"Account {accounts[0].Id}" : $"{accounts.Length} accounts")
                : new(CheckIds.Account, false, listed.Length > 0 ? ErrorCodes.WrongEnvironment : ErrorCodes.WrongAccount,
                    listed.Length > 0 ? $"The gateway is signed in with a {(paper ? "live" : "paper")} user; choose the other environment or sign in there with the other user" : "The gateway shows no account"),
        ];
        return new LoginReport(string.Join(',', fitting), checks, accounts);
    }
}
