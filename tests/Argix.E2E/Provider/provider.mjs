// oidc-provider (a certified OpenID provider) with two clients: single sign-on of people, and the application at a broker. The broker's few answers stand beside it.
// Usage: node provider.mjs <origin of the host under test>. Prints "provider at <url>". Sign in with any name; the password does not matter.
import http from 'node:http';
import Provider from 'oidc-provider';

const host = process.argv[2];
const server = http.createServer();
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const url = `http://127.0.0.1:${server.address().port}`;
const seen = { codes: 0, refreshes: 0, replays: 0, revocations: 0, scopes: [] };

const provider = new Provider(url, {
  clients: [
    { client_id: 'argix-sso', client_secret: 'sso-secret', redirect_uris: [`${host}/signin-oidc`], grant_types: ['authorization_code'], response_types: ['code'] },
    { client_id: 'argix-broker', client_secret: 'broker-secret', redirect_uris: [`${host}/connect/tradestation/callback`], grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'], token_endpoint_auth_method: 'client_secret_post' },
  ],
  scopes: ['openid', 'offline_access', 'MarketData', 'ReadAccount', 'Trade'],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, name: id, email: `${id}@example.test`, email_verified: !id.startsWith('unverified') }) }),
  features: { devInteractions: { enabled: true }, revocation: { enabled: true } },
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
  ttl: { AccessToken: (_, __, client) => (client.clientId === 'argix-broker' ? 15 : 600), AuthorizationCode: 60, IdToken: 600, RefreshToken: 86400, Session: 86400, Interaction: 3600, Grant: 86400 },
  cookies: { keys: ['of these tests only'] },
});
provider.on('grant.success', (ctx) => {
  if (ctx.oidc.params.grant_type === 'refresh_token') seen.refreshes++;
  else seen.codes++;
});
provider.on('grant.error', () => seen.replays++);
provider.on('grant.revoked', () => {});
provider.on('refresh_token.destroyed', () => seen.revocations++);
const answer = provider.callback();

// The order stream: nothing is open, and every two seconds a sign of life.
function stream(request, response) {
  response.writeHead(200, { 'content-type': 'application/vnd.tradestation.streams.v2+json' });
  response.write('{"StreamStatus":"EndSnapshot"}\n');
  const beat = setInterval(() => response.write('{"Heartbeat":1}\n'), 2000);
  request.on('close', () => clearInterval(beat));
}

server.on('request', async (request, response) => {
  const path = new URL(request.url, url).pathname;
  if (path === '/seen') return json(response, 200, seen);
  if (!path.startsWith('/v3/')) return answer(request, response);
  const token = await provider.AccessToken.find((request.headers.authorization ?? '').replace('Bearer ', ''));
  if (!token?.isValid) return json(response, 401, { Error: 'Unauthorized' });
  seen.scopes = [...token.scopes];
  if (path.includes('/stream/')) return stream(request, response);
  return json(response, 200, {
    accounts: { Accounts: [{ AccountID: 'SIM1', AccountType: 'Cash', Currency: 'USD', Status: 'Active' }] },
    balances: { Balances: [{ AccountID: 'SIM1', CashBalance: '1000.5', BuyingPower: '2000', Equity: '1000.5' }] },
    positions: { Positions: [] },
    orders: { Orders: [] },
    historicalorders: { Orders: [] },
  }[path.split('/').at(-1)] ?? {});
});
console.log(`provider at ${url}`);

function json(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
