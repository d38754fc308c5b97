import { describe, expect, it } from 'vitest';
import { inspectEas } from '../src/index.js';
import { FACADE } from './support/facade.js';

const OWN = { servicesUrl: 'http://eas.test:6888/ormrpc/services/', userName: 'u', password: 'p', dcName: 'DC01', facade: FACADE };
const LINK = 'https://api-dev.piaozone.com/test/bill-websocket/v3/invoicewebsocket/push';
const typed = (more: object) => inspectEas({ ...OWN, ...more }).problems.map(({ path, diagnosis }) => [path, diagnosis]);

describe('inspectEas', () => {
  it('lets good settings through, and what was typed into EAS beside them', () => {
    const longLink = { environment: 'test', taxNo: '91000000TEST00001X', issuingAddress: `${LINK}?taxNo=91000000TEST00001X&clientId=C1` };
    const tested = inspectEas({ ...OWN, longLink });
    expect(tested.problems).toEqual([]);
    expect(tested.adapter?.id).toBe('eas');
  });

  it('names what is wrong in 金税互联设置 and in the imaging configuration, and still gives an adapter', () => {
    const longLink = { environment: 'test', issuingAddress: `${LINK}?taxNo=91000000TEST00001X&clientid=C1` };
    const tested = inspectEas({ ...OWN, longLink, imaging: { businessSystem: 3 } });
    expect(tested.problems.map(({ path }) => path.split('.')[0])).toContain('imaging');
    expect(tested.problems).toContainEqual(
      expect.objectContaining({ path: expect.stringMatching(/^longLink\./), diagnosis: 'LONG_LINK_CLIENT_ID_INVALID' }),
    );
    expect(tested.adapter?.id).toBe('eas');
  });

  it('says that something else than an object was given', () => {
    expect(typed({ longLink: 'https://x' })).toEqual([['longLink', undefined]]);
  });

  it('survives values that are no texts', () => {
    const problems = typed({ longLink: { environment: 'test', taxNo: 91, issuingAddress: { a: 1 }, productionEnabled: 'no' } });
    expect(problems).toEqual(
      expect.arrayContaining([
        ['longLink.taxNo', undefined],
        ['longLink.issuingAddress', undefined],
      ]),
    );
    expect(typed({ longLink: {} }).length).toBeGreaterThan(0);
  });

  it('still refuses the adapter’s own settings', () => {
    expect(typed({ version: '8.2', longLink: undefined })).toEqual([['version', 'ERP_VERSION_TOO_OLD']]);
  });
});
