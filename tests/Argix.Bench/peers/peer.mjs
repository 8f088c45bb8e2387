// One peer in a process of its own: node peer.mjs <ccxt|sdk> <venue url>. Says "listening PORT".
//   POST /run?n=10   places ten orders one after the other and answers their times in microseconds: measured in here, without this endpoint
//   POST /order      places one order and answers it: the peer behind its own HTTP endpoint
import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';

const [, , which, venue] = process.argv;
const [KEY, SECRET] = ['PKTESTTESTTEST000042', 's3cret-of-the-scripted-alpaca-0042'];
const place = which === 'ccxt' ? await ccxtPeer() : await sdkPeer();

async function ccxtPeer() {
  const { default: ccxt } = await import('ccxt');
  const exchange = new ccxt.alpaca({ apiKey: KEY, secret: SECRET, enableRateLimit: false });
  exchange.urls.api = { broker: venue, trader: venue, market: venue };
  await exchange.loadMarkets();
  return () => exchange.createOrder('BTC/USD', 'limit', 'buy', 0.001, 59000, { timeInForce: 'gtc', clientOrderId: randomUUID() });
}

async function sdkPeer() {
  const { trading } = await import('@alpacahq/alpaca-trade-api');
  const orders = new trading.OrdersApi(new trading.Configuration({ basePath: venue, keyId: KEY, secret: SECRET }));
  return () => orders.postOrder({
    postOrderRequest: { symbol: 'BTC/USD', qty: '0.001', side: 'buy', type: 'limit', timeInForce: 'gtc', limitPrice: '59000', clientOrderId: randomUUID() },
  });
}

async function run(n) {
  const times = [];
  for (let i = 0; i < n; i++) {
    const start = process.hrtime.bigint();
    await place();
    times.push(Number(process.hrtime.bigint() - start) / 1000);
  }
  return times;
}

const server = createServer(async (request, response) => {
  try {
    for await (const _ of request);
    const url = new URL(request.url, 'http://localhost');
    const answer = JSON.stringify(url.pathname === '/run' ? await run(Number(url.searchParams.get('n'))) : await place());
    response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
  } catch (error) {
    response.writeHead(500).end(String(error?.stack ?? error));
  }
});
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
process.stdin.resume().on('end', () => process.exit(0)); // whoever started us has gone
