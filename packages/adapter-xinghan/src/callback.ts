import { type AdapterContext, type Call, configError, type Finding } from '@piaozone/core/adapter';
import {
  type CallbackConfiguration,
  type CallbackProof,
  type CallbackRules,
  type CallbackSettings,
  proveCallback,
  readCallback,
} from '@piaozone/cosmic';
import { XINGHAN } from './product.js';

/** 发票回调配置 of 星瀚: a gateway only where one stands before it, no switch for API 1.0 (flagship-and-cosmic §11). */
export const XINGHAN_CALLBACK: CallbackRules = { menu: '财务云→应收→基础设置→发票回调配置', gatewayIdentity: 'optional', api10: false };

/**
 * 发票回调配置 as one checked object.
 * @throws config_invalid with every wrong field at once, each with the manual's remedy and its diagnosis
 */
export function xinghanCallbackConfiguration(settings: CallbackSettings): CallbackConfiguration {
  const { problems, configuration } = readCallback(settings, XINGHAN_CALLBACK, 'callback');
  if (problems.length > 0 || configuration === undefined) throw configError(problems);
  return configuration;
}

/** Logs in as `invoiceupload` as the cloud does; see `proveCallback`. @param context of a client, `piaozone.adapterContext()` */
export function proveXinghanCallback(
  configuration: CallbackConfiguration,
  context: AdapterContext,
  call: Call,
  proof: Omit<CallbackProof, 'product'> = {},
): Promise<Finding[]> {
  return proveCallback(configuration, { ...proof, product: XINGHAN }, context, call);
}
