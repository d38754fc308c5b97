import { usageFailure } from '../failure.js';

/** Everything the template says in the adapter's own name. */
export interface AdapterNames {
  /** `my-erp`: the adapter's id. */
  readonly id: string;
  /** `MyErp`: types. */
  readonly pascal: string;
  /** `myErp`: the factory. */
  readonly camel: string;
  /** `MY_ERP`: variables of the environment. */
  readonly upper: string;
  /** Name on npm. */
  readonly packageName: string;
}

/** Ids of the adapters of the SDK itself, whose serial numbers a second one would take over; and `erp`, whose types are those of the contract. */
const TAKEN = new Set(['xinghan', 'galaxy', 'eas', 'erp']);
const ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const MAX_ID = 40;
/** What npm takes as a name of a new package. */
const PACKAGE = /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/;
const MAX_PACKAGE = 214;

/** @throws usage failure for an id or a name that will not do; neither is repeated */
export function namesOf(id: string, packageName = `piaozone-adapter-${id}`): AdapterNames {
  if (!ID.test(id) || id.length > MAX_ID) {
    throw usageFailure({
      zh: `适配器 id 只能用小写字母、数字和连字符，以字母开头，最多 ${MAX_ID} 个字符，如 my-erp`,
      en: `the id of an adapter is lower-case letters, digits and single hyphens, a letter first, ${MAX_ID} characters at most, e.g. my-erp`,
    });
  }
  if (TAKEN.has(id)) throw usageFailure({ zh: `id ${id} 已由 SDK 使用，请另取`, en: `the id ${id} is used by the SDK itself; choose another` });
  if (!PACKAGE.test(packageName) || packageName.length > MAX_PACKAGE) {
    throw usageFailure({ zh: '--name 不是合法的 npm 包名', en: '--name is no name of an npm package' });
  }
  const words = id.split('-');
  const pascal = words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('');
  return { id, pascal, camel: `${pascal.charAt(0).toLowerCase()}${pascal.slice(1)}`, upper: id.toUpperCase().replaceAll('-', '_'), packageName };
}
