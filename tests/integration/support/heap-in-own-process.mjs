// Works with credentials in a process of its own, on the built packages, and leaves everything that could show them: a heap snapshot, a diagnostic report,
// and on stdout all that was logged, thrown and observed. The credentials are in a file named by argv, never in this process' arguments or variables.
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { writeHeapSnapshot } from 'node:v8';
import { createPiaozone, sharedAuthorization, tripleFromFile } from '@piaozone/core';
import { HostedService } from '@piaozone/standard';

const { form, baseUrl, clientId, files, request, encType, backend } = JSON.parse(readFileSync(0, 'utf8'));
const shown = [];
const show = (...values) => shown.push(...values.map((value) => inspect(value, { depth: null, showHidden: true, getters: true })));

const secret = readFileSync(files.secret);
const key = readFileSync(files.key);

// A string that lived for a moment is gone by the time of the snapshot; so every one made of bytes is looked at too. By bytes: the looking must leave no string.
const needle = Buffer.from(secret.subarray(0, 11));
const { toString: textOf } = Buffer.prototype;
let made = 0;
Buffer.prototype.toString = function (...args) {
  const text = textOf.apply(this, args);
  if (Buffer.from(text, 'utf8').includes(needle)) made += 1;
  return text;
};
const triples = {
  bytes: () => ({ clientId, clientSecret: secret, encryptKey: key }),
  strings: () => ({ clientId, clientSecret: secret.toString('utf8'), encryptKey: key.toString('utf8') }),
  file: () => tripleFromFile(files.triple),
};
const crypto = backend === 'crypto-js' ? (await import('@piaozone/core/crypto-js')).cryptoJsBackend : undefined;
const piaozone = createPiaozone({
  environment: { baseUrl },
  authorization: sharedAuthorization({ enterprise: triples[form]() }),
  encType,
  maxRetries: 0,
  logger: { warn: show, info: show },
  onEvent: show,
  ...(crypto === undefined ? {} : { crypto }),
});
secret.fill(0);
key.fill(0);

const service = new HostedService(piaozone);
let serial = 0;
const call = () => ({ requestId: piaozone.newRequestId(), warn: show });
const attempt = async (run) => show(await run().catch((error) => error));
await attempt(() => service.create({ ...request, serialNo: `HEAP${String(++serial).padStart(24, '0')}` }, call()));
await attempt(() => service.query({ serialNo: `HEAP${String(serial).padStart(24, '0')}`, sellerTaxNo: request.seller.taxNo, color: 'blue' }, call()));
await attempt(() => service.remainingQuota({}, call()));
await attempt(() => service.create({ ...request, lines: [], serialNo: `HEAP${String(++serial).padStart(24, '0')}` }, call()));
await attempt(() => service.authorize({}, { ...call(), signal: AbortSignal.abort() }));
show(piaozone, piaozone.authorization, piaozone.authorization.all(), JSON.stringify(piaozone.authorization.all()));

process.report.writeReport(files.report);
writeHeapSnapshot(files.heap);
console.log(shown.join('\n'));
console.log(`strings made of credentials: ${made}`);
await piaozone.close();
