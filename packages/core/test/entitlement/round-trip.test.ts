import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EnterpriseDirectory, parseEnterpriseDirectory, readEnterpriseDirectory } from '../../src/index.js';
import { directories } from './arbitrary.js';

it('loses nothing as data and as JSON text', () => {
  fc.assert(
    fc.property(directories, (data) => {
      const { directory, errors } = readEnterpriseDirectory(data);
      expect(errors).toEqual([]);
      expect(directory?.toJSON()).toEqual(data);
      expect(parseEnterpriseDirectory(JSON.stringify(directory)).directory?.toJSON()).toEqual(data);
      expect(JSON.stringify(new EnterpriseDirectory(JSON.parse(JSON.stringify(directory))))).toBe(JSON.stringify(directory));
    }),
  );
});

it('never throws, whatever it is given', () => {
  fc.assert(
    fc.property(fc.anything(), fc.string(), (value, text) => {
      readEnterpriseDirectory(value);
      readEnterpriseDirectory({ format: 'piaozone-enterprises', version: 1, enterprises: [value], tenants: [value] });
      readEnterpriseDirectory({ format: 'piaozone-enterprises', version: 1, enterprises: value, tenants: value });
      parseEnterpriseDirectory(text);
    }),
  );
});
