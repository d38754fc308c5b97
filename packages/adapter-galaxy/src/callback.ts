import { type AdapterContext, type Call, configError, type Finding } from '@piaozone/core/adapter';
import {
  type CallbackConfiguration,
  type CallbackProof,
  type CallbackRules,
  type CallbackSettings,
  proveCallback,
  readCallback,
} from '@piaozone/cosmic';
import { GALAXY } from './product.js';

/** 发票回调配置 of 星空旗舰版: gateway and API 1.0 belong to it (seed 003 §四). */
export const GALAXY_CALLBACK: CallbackRules = { menu: '发票服务→系统管理→发票回调配置', gatewayIdentity: 'required', api10: true };

/**
 * 发票回调配置 as one checked object.
 * @throws config_invalid with every wrong field at once, each with the manual's remedy and its diagnosis
 */
export function galaxyCallbackConfiguration(settings: CallbackSettings): CallbackConfiguration {
  const { problems, configuration } = readCallback(settings, GALAXY_CALLBACK, 'callback');
  if (problems.length > 0 || configuration === undefined) throw configError(problems);
  return configuration;
}

/** Logs in as `invoiceupload` as the cloud does; see `proveCallback`. @param context of a client, `piaozone.adapterContext()` */
export function proveGalaxyCallback(
  configuration: CallbackConfiguration,
  context: AdapterContext,
  call: Call,
  proof: Omit<CallbackProof, 'product'> = {},
): Promise<Finding[]> {
  return proveCallback(configuration, { ...proof, product: GALAXY }, context, call);
}
