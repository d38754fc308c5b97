import type { Secret, SecretInput } from '@piaozone/core/adapter';
import type { UserType } from '../settings/types.js';

/** 发票回调配置 and the third-party app behind it, as they stand in the ERP: by them the cloud logs in and hands invoices over (flagship-and-cosmic §11.1). */
export interface CallbackSettings {
  /** 请求地址: what stands before `/login.html` in the browser. */
  readonly requestAddress: string;
  /** 数据中心id. */
  readonly dataCentreId: string;
  /** 第三方应用. */
  readonly app: {
    /** 编码. Must be `invoiceupload`. */
    readonly code: string;
    /** 系统类型 as the list of third-party apps shows it. Must be `预置`. */
    readonly type: string;
    /** 第三方应用密码: the key set under AccessToken认证. */
    readonly secret: SecretInput;
    /** 摘要认证: `none` = the app has no such card. */
    readonly digestKey: 'present' | 'empty' | 'none';
    /** 启用代理用户控制. Must be off. */
    readonly agentUserControl: boolean;
    /** 授权全部API, or the APIs that are granted. */
    readonly apis: 'all' | readonly string[];
  };
  /** 网关: `x-acgw-identity` of the app. */
  readonly gatewayIdentity?: SecretInput;
  /** 是否允许API1.0授权, where the ERP has that switch (星空旗舰版). */
  readonly api10Allowed?: boolean;
  /** 登录手机号 / 接口授权用户. Absent = the adapter's own user proves the app. */
  readonly user?: string;
  /** Default `Mobile`. */
  readonly userType?: UserType;
}

/** {@link CallbackSettings} found in order. Prints without secrets. */
export interface CallbackConfiguration {
  readonly requestAddress: string;
  readonly dataCentreId: string;
  readonly appCode: string;
  readonly appSecret: Secret;
  readonly gatewayIdentity: Secret | undefined;
  readonly user: string | undefined;
  readonly userType: UserType;
}

/** What one product demands of its callback settings. */
export interface CallbackRules {
  /** Menu path of the screen. */
  readonly menu: string;
  readonly gatewayIdentity: 'required' | 'optional';
  /** Whether 是否允许API1.0授权 exists and must be ticked. */
  readonly api10: boolean;
}
