import type { SecretInput } from '@piaozone/core/adapter';
import type { ImagingDeployment } from './addresses.js';
import type { BillCodeSyntax } from './bill-codes.js';
import type { CoverCorner } from './cover/cover.js';
import type { ImagingMode } from './modes.js';

/** All of the imaging configuration of one EAS: what is typed into EAS, into imaging, and given to the head office. */
export interface EasImagingSettings {
  readonly system: ImagingSystemSettings;
  readonly businessSystem: BusinessSystemSettings;
  /** 企业授权; entered by operations staff of imaging. */
  readonly enterprises: readonly ImagingEnterprise[];
  readonly mode: ImagingMode;
  /** Which 收票 environment the images are matched with. */
  readonly environment: 'production' | 'test';
  /** 收票: needed by every mode but 基础. */
  readonly receiving?: ImagingReceiving;
  /** `host:port` that a private imaging system may reach. */
  readonly openHosts?: readonly string[];
  readonly imageNumbers: ImageNumberSettings;
  readonly coverTemplate: CoverTemplate;
}

/** 多影像系统配置 (财务共享-共享任务管理-基础设置). */
export interface ImagingSystemSettings {
  readonly deployment: ImagingDeployment;
  /** 影像IP/域名. The public ones are known; a private one is `http://ip:端口/api/`. Must be reachable from the EAS server. */
  readonly address?: string;
  /** 端口. Default 80, private 8080. */
  readonly port?: number;
  /** 发票云授权码. */
  readonly clientId: string;
  /** 发票云授权密钥. */
  readonly clientSecret: SecretInput;
  /** 接口地址 of 【高级配置】 as they stand after saving, by their labels. Only looked at: their suffixes are generated. */
  readonly interfaceAddresses?: Readonly<Record<string, string>>;
}

/** 对接业务系统配置 (imaging): how imaging reaches EAS. Which language, dbType and authPattern imaging logs in with is not published. */
export interface BusinessSystemSettings {
  /** 前缀地址 `http://IP:端口/ormrpc/services/`. */
  readonly prefixAddress: string;
  /** EAS数据中心编码. */
  readonly dataCentre: string;
  /** EASSI名称. Default and only value `eas`. */
  readonly eassiName?: string;
  /** EAS用户名. */
  readonly userName: string;
  /** EAS密码. */
  readonly password: SecretInput;
}

/** A row of 企业授权. */
export interface ImagingEnterprise {
  /** 企业税号. */
  readonly taxNo: string;
  /** 名称, as registered. */
  readonly name: string;
  /** 授权客户ID. */
  readonly clientId: string;
  readonly clientSecret: SecretInput;
  readonly encryptKey: SecretInput;
}

export interface ImagingReceiving {
  /** The triples 收票 uses: 企业授权 must be the same. */
  readonly enterprises: readonly Pick<ImagingEnterprise, 'taxNo' | 'clientId' | 'clientSecret' | 'encryptKey'>[];
  /** 推送地址 of AWS收票推送表: where people log in to imaging; of a private system its outside mapping. */
  readonly pushAddress?: string;
  /** 收票地址 of 收票配置. */
  readonly receivingAddress?: string;
}

export interface ImageNumberSettings {
  /** 影像编码生成策略 is enabled. */
  readonly enabled: boolean;
  /** 影像编码前缀: tells source systems apart. */
  readonly prefix: string;
  /** 「单据简码」 as typed, and how type and code are joined in it. */
  readonly billCodes: string;
  readonly syntax: BillCodeSyntax;
}

/** The print template of a cover (系统平台-业务工具-套打). */
export interface CoverTemplate {
  /** 二维码; imaging cannot read a 条形码. */
  readonly codeKind: 'qr' | 'bar-code';
  readonly corner: CoverCorner;
}
