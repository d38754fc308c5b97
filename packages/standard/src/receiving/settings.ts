import type { CredentialLevel } from '@piaozone/core';
import type { HeaderPage, HeaderRequest } from './requests.js';

/** How pages of a header collection follow each other. Neither is published: `endFlag` was seen in one client, "until it is true" is an inference. */
export interface CollectionSettings {
  /** Field of `data` that ends the batch when it is true. */
  readonly endFlag: string;
  /** The indexes of the next request. Two requests with the same ones would never end, so that is an error. */
  readonly next: (page: HeaderPage, request: HeaderRequest) => { readonly dataFromIndex: number; readonly dataIndex: number };
  /** Requests of one batch at most. Default 1 000. */
  readonly maxPages?: number;
}

/**
 * What the reference leaves open about 收票 (standard-edition §6.7, §11). A call that needs a missing setting is refused with its name; the paged query of
 * downloaded invoices needs none.
 */
export interface ReceivingSettings {
  /** Where the numbered interfaces are: the documentation prints `POST /` without a host. ERP manuals use the long link v3 with `request_path=`. */
  readonly address?: { /** Default: the environment's. */ readonly baseUrl?: string; readonly path: string };
  /** `request_path` in the body, which names the operation. */
  readonly requestPaths?: {
    /** 2、进项发票表头采集. */
    readonly collectHeaders?: string;
    /** 3、发票不抵扣勾选. */
    readonly notDeductible?: string;
    /** 7、全量发票查询. */
    readonly fullQuery?: string;
  };
  readonly collection?: CollectionSettings;
  /** The pages want the tenant's token (发票云租户授权), ERP manuals use the enterprise's. Default `tenant`. */
  readonly level?: CredentialLevel;
  /** Body encryption; these interfaces are in no list of encrypted ones. Default false. */
  readonly encrypted?: boolean;
}
